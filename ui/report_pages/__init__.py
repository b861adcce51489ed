"""Reports as files: Markdown, HTML, PDF, Word and JSON, all of one sheet."""
