"""Reports that leave the platform: the annual report, and the files that other accounts ask for.

The annual report is one document (``document.Document``): the page, the PDF and the tests read the same cells, so
that a figure has the same digits everywhere. The avoided account and the footprint are never in one column, sum or
sheet.
"""
