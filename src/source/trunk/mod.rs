//! From the ledger's rows to the trunk: every row is added to its cell while it is read, by as many readers as there are
//! cores, and the cells of all readers become one relation in the order of its customers and months.

mod cells;
mod files;
mod lined;
mod merge;
mod pieces;
mod plain;
mod record;
mod runs;
mod scan;
mod shelf;
mod table;

pub use scan::{read_files, scan};
pub use table::TrunkTable;
