"""One reader a format: `text`, `jsonl`, `csv`, `parquet`.

A reader is a function from an `InputFile` to its texts. It raises `Fault` where the file can't be read on; what it gave
before that stands.
"""
