//! The one integration binary.

mod support;
mod books;
mod demo;
