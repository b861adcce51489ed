"""The faces: the command line, the chat page, the MCP server."""
