"""Lists of a month as files: XLSX, CSV in two dialects, and PDF on A4 with letterhead and signature block."""
