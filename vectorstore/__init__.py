"""The library: documents, passages, vectors in Chroma, the lexical index, hybrid search."""
