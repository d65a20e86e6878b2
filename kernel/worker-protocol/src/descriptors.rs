//! The numbers of the worker's own descriptors. The kernel leaves the first two open when it starts the worker, which makes
//! the others itself.

use std::os::fd::RawFd;

/// The socket of the state that the process holds, at first of the one without variables.
pub const CONTROL: RawFd = 3;

/// The socket that tells the worker whether the kernel lives.
pub const LINK: RawFd = 4;

/// Pipes of the kernel's for the output of a cell of evcxr's, whose standard streams are evcxr's own.
pub const CELL_STREAMS: [RawFd; 2] = [5, 6];

/// Copies of standard output and standard error, out of the reach of a cell that closes its own.
pub const STREAM_COPIES: [RawFd; 2] = [10, 11];

/// A pipe by which a runner tells its holder that it goes its own way: the end to read, and the end to write.
pub const PARTING: [RawFd; 2] = [12, 13];

/// The file in memory that holds the code of the cells that have run.
pub const ARENA: RawFd = 14;
