"""Official documents (GB/T 9704-2012) as PDF and Word, from one list of blocks.

``blocks`` says what a document is made of; ``pdf.render_pdf`` and ``docx.render_docx`` turn the same document into bytes.
Nothing here knows registers, figures or users.
"""
