"""Tables as files: reading CSV and XLSX, and writing them so that no cell runs as a formula."""
