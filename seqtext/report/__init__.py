"""Reports: terminal, Markdown, JSON and page. They format, and compute nothing."""
