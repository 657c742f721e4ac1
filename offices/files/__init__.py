"""Files of an office: storing, opening, answering. The bytes go straight to their final key, then the row.

stored = store(stream, name="aangifte.xbrl", purpose="filing")
with open_file(stored) as source: ...
return file_response(stored, filename="aangifte.xbrl")
"""

from offices.files.answers import file_response
from offices.files.storing import EmptyFile, Incoming, TooLarge, open_file, read_bytes, store
from offices.files.uploads import StraightToStore

__all__ = [
    "EmptyFile",
    "Incoming",
    "StraightToStore",
    "TooLarge",
    "file_response",
    "open_file",
    "read_bytes",
    "store",
]
