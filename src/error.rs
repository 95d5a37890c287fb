//! What can go wrong, in the user's words: what happened, where, and what to do next.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Whose fault it is, and so the exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    /// The command line or the configuration (exit 2).
    Usage,
    /// The input cannot be used (exit 3).
    Input,
    /// Output could not be written (exit 4).
    Output,
    /// Memory, time or a size limit ran out (exit 5).
    Resource,
    /// A bug in eggbasket (exit 101).
    Bug,
}

/// An error for a user: a message that names file, place and value, and a hint that names the remedy.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub struct Error {
    /// Whose fault it is.
    pub kind: Kind,
    /// What happened and where.
    pub message: String,
    /// What to do next.
    pub hint: Option<String>,
}

/// The result of anything that can fail for a user.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// A wrong command line or configuration.
    pub fn usage(message: impl Into<String>) -> Error {
        Error::new(Kind::Usage, message)
    }

    /// Input that cannot be used.
    pub fn input(message: impl Into<String>) -> Error {
        Error::new(Kind::Input, message)
    }

    /// Output that could not be written.
    pub fn output(message: impl Into<String>) -> Error {
        Error::new(Kind::Output, message)
    }

    /// A limit that ran out.
    pub fn resource(message: impl Into<String>) -> Error {
        Error::new(Kind::Resource, message)
    }

    /// A broken promise of our own.
    pub fn bug(message: impl Into<String>) -> Error {
        Error::new(Kind::Bug, message)
    }

    /// The same error with a hint.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Error {
        self.hint = Some(hint.into());
        self
    }

    /// The process's exit code.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        match self.kind {
            Kind::Usage => 2,
            Kind::Input => 3,
            Kind::Output => 4,
            Kind::Resource => 5,
            Kind::Bug => 101,
        }
    }

    fn new(kind: Kind, message: impl Into<String>) -> Error {
        Error { kind, message: message.into(), hint: None }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}
