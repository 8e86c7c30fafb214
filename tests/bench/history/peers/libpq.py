"""PostgreSQL's own client library, as far as the bench needs it."""
import ctypes
import ctypes.util

_COMMAND_OK, _TUPLES_OK, _COPY_IN = 1, 2, 4
_BINARY = 1


def _library():
    library = ctypes.CDLL(ctypes.util.find_library("pq") or "libpq.so.5")
    pointer, text, number = ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int
    for name, returned, arguments in [
        ("PQconnectdb", pointer, [text]),
        ("PQstatus", number, [pointer]),
        ("PQerrorMessage", text, [pointer]),
        ("PQexecParams", pointer, [pointer, text, number, pointer, pointer, pointer, pointer, number]),
        ("PQexec", pointer, [pointer, text]),
        ("PQgetResult", pointer, [pointer]),
        ("PQresultStatus", number, [pointer]),
        ("PQntuples", number, [pointer]),
        ("PQgetvalue", text, [pointer, number, number]),
        ("PQclear", None, [pointer]),
        ("PQputCopyData", number, [pointer, text, number]),
        ("PQputCopyEnd", number, [pointer, text]),
    ]:
        function = getattr(library, name)
        function.restype, function.argtypes = returned, arguments
    return library


class Connection:
    """Ends with its server."""

    def __init__(self, url):
        self._pq = _library()
        self._connection = self._pq.PQconnectdb(url.encode())
        if self._pq.PQstatus(self._connection) != 0:
            raise RuntimeError(self._message())

    def _message(self):
        return self._pq.PQerrorMessage(self._connection).decode()

    def _checked(self, result, *statuses):
        if self._pq.PQresultStatus(result) not in statuses:
            raise RuntimeError(self._message())
        return result

    def run(self, command):
        """For what answers nothing, or one value that is wanted as text."""
        result = self._checked(self._pq.PQexec(self._connection, command.encode()), _COMMAND_OK, _TUPLES_OK)
        value = self._pq.PQgetvalue(result, 0, 0) if self._pq.PQntuples(result) else None
        self._pq.PQclear(result)
        return value and value.decode()

    def rows(self, query):
        """How many rows there are; all of them are in the client then, as binary numbers."""
        result = self._pq.PQexecParams(self._connection, query.encode(), 0, None, None, None, None, _BINARY)
        count = self._pq.PQntuples(self._checked(result, _TUPLES_OK))
        self._pq.PQclear(result)
        return count

    def copy(self, table, text):
        begun = self._pq.PQexec(self._connection, f"COPY {table} FROM STDIN".encode())
        self._pq.PQclear(self._checked(begun, _COPY_IN))
        if self._pq.PQputCopyData(self._connection, text, len(text)) != 1:
            raise RuntimeError(self._message())
        self._pq.PQputCopyEnd(self._connection, None)
        while result := self._pq.PQgetResult(self._connection):
            self._pq.PQclear(self._checked(result, _COMMAND_OK))
