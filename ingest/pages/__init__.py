"""Pages of a PDF: from words with their places to text with headings, paragraphs and tables."""
