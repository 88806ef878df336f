"""The three modules of an exhibition and the avoided account, read together: side by side, never one in another (R1).

``queries`` gathers what each of them says, ``report`` writes it as one document for a page and a PDF.
"""
