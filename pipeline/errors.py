"""Every error Stacktrail raises on purpose.

    StacktrailError
    ├── TransientError            try again later: the same call may succeed
    │   ├── LeaseHeldError        another build of this lake is running
    │   ├── StorageBusyError      the storage throttled, timed out or answered 5xx
    │   └── SourceBusyError       the source of an item throttled, timed out or answered 5xx
    └── PermanentError            trying again changes nothing
        ├── ConfigurationError    settings, SOURCES.yml or a catalogue file are wrong
        ├── UsageError            the command's words are wrong: no such release, company, table ...
        ├── LakeError             the place named as a lake is not one, or cannot be written
        ├── ItemError             an item cannot be collected: gone, forbidden, too large, unreadable
        ├── MessageError          a queue's message cannot be understood, or asks for what is not there
        ├── PayloadError          a payload cannot be read as its kind
        ├── SchemaError           a table does not have the columns it must have
        ├── ConflictError         a conditional write found something else in its place
        ├── IntegrityError        stored bytes are not those that were published
        └── GateError             a quality gate refused the candidate

The first split is by reaction: a worker returns a message to its queue on `TransientError` and quarantines it on
`PermanentError`; a command exits 1 on `GateError` and 2 on every other one.
"""

from __future__ import annotations


class StacktrailError(Exception):
    """Base of all errors raised on purpose. `str()` says what was expected, what came, and what to do now."""


class TransientError(StacktrailError):
    """The same call may succeed later.

    Attributes:
        retry_after_seconds: how long to wait at least, where the other side said so.
    """

    def __init__(self, message: str, retry_after_seconds: float | None = None) -> None:
        super().__init__(message)
        self.retry_after_seconds = retry_after_seconds


class LeaseHeldError(TransientError):
    """Another build of the same lake holds the lease."""


class StorageBusyError(TransientError):
    """The storage throttled the call, timed out, or failed on its side."""


class SourceBusyError(TransientError):
    """The source of an item throttled, timed out, or failed on its side.

    Attributes:
        reason_code: a closed word for counting, such as `throttled`.
        status: HTTP status of the answer, where one came.
        is_early: the source was not asked, because it wants to be left alone for a while.
    """

    status: int | None = None
    is_early: bool = False

    def __init__(self, reason_code: str, reason: str, retry_after_seconds: float | None = None) -> None:
        super().__init__(reason, retry_after_seconds)
        self.reason_code = reason_code
        self.reason = reason


class PermanentError(StacktrailError):
    """Trying again changes nothing."""


class ConfigurationError(PermanentError):
    """A setting or a file that configures Stacktrail is wrong."""


class UsageError(PermanentError):
    """What was asked for does not exist or makes no sense."""


class LakeError(PermanentError):
    """The place named as a lake is not one, or cannot be read or written."""


class ItemError(PermanentError):
    """An item cannot be collected, and trying again would not change that.

    Attributes:
        reason_code: a closed word for counting, such as `not_found`.
        status: HTTP status of the answer, where one came.
    """

    status: int | None = None

    def __init__(self, reason_code: str, reason: str) -> None:
        super().__init__(reason)
        self.reason_code = reason_code
        self.reason = reason


class MessageError(PermanentError):
    """A message of a queue cannot be understood, or asks for what is not there.

    Attributes:
        reason_code: a closed word for counting, such as `unknown_version`.
    """

    def __init__(self, reason_code: str, reason: str) -> None:
        super().__init__(reason)
        self.reason_code = reason_code
        self.reason = reason


class PayloadError(PermanentError):
    """A whole payload cannot be read as its kind.

    Attributes:
        reason_code: a closed word for counting, such as `invalid_json`.
    """

    def __init__(self, reason_code: str, reason: str) -> None:
        super().__init__(reason)
        self.reason_code = reason_code
        self.reason = reason


class SchemaError(PermanentError):
    """A table lacks columns, has unknown ones, or holds nulls where none may be."""


class ConflictError(PermanentError):
    """A conditional write found another object in its place."""


class IntegrityError(PermanentError):
    """Stored bytes or rows are not those that a manifest names."""


class GateError(PermanentError):
    """A quality gate refused the candidate; the old release stays current.

    Attributes:
        failures: one line per failed check.
    """

    def __init__(self, message: str, failures: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.failures = failures
