//! All tests in one binary, since each further one links DataFusion again.

mod source;
