//! What a ledger is read with: so many readers, and a cache or other machines where there are any. None of it changes a result.

use crate::cache::Cache;
use crate::error::Result;
use std::fmt::Debug;
use std::num::NonZero;
use std::sync::Arc;

/// Others who read files for us.
pub trait Hands: Debug + Send + Sync {
    /// The answers to orders (see [`super::job`]), in their order.
    ///
    /// # Errors
    /// The error of an order; an input error where nobody is there to carry it out.
    fn perform(&self, orders: Vec<Vec<u8>>) -> Result<Vec<Vec<u8>>>;
}

/// What a ledger is read with.
#[derive(Debug, Clone)]
pub struct Means {
    /// Files and parts of files read at once.
    pub workers: usize,
    /// What earlier runs read.
    pub cache: Option<Arc<Cache>>,
    /// Bytes of memory to hold to; none where there is no limit.
    pub memory: Option<u64>,
    /// Others who read; none where this process does.
    pub hands: Option<Arc<dyn Hands>>,
}

impl Default for Means {
    fn default() -> Means {
        let workers = std::thread::available_parallelism().map_or(1, NonZero::get);
        Means { workers, cache: None, memory: None, hands: None }
    }
}
