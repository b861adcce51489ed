"""Where documents come from: files, folders, tables of documents."""
