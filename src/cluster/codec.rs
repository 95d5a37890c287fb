//! How the plan of orders travels: Ballista's own nodes as Ballista writes them, ours by its name and version.

use super::Perform;
use super::plan::Orders;
use ballista_core::serde::BallistaPhysicalExtensionCodec;
use datafusion::common::{Result, internal_err, plan_err};
use datafusion::execution::TaskContext;
use datafusion::physical_plan::ExecutionPlan;
use datafusion_proto::physical_plan::{PhysicalExtensionCodec, PhysicalProtoConverterExtension};
use std::sync::Arc;

/// What the bytes of our node begin with; the version that wrote them follows.
const NAME: &[u8] = b"eggbasket orders ";

/// Writes and reads the plans that clients, the scheduler and executors exchange.
#[derive(Debug)]
pub(super) struct Codec {
    ballista: BallistaPhysicalExtensionCodec,
    perform: Perform,
}

impl Codec {
    /// A codec whose plans perform orders with `perform`.
    pub(super) fn new(perform: Perform) -> Codec {
        Codec { ballista: BallistaPhysicalExtensionCodec::default(), perform }
    }
}

impl PhysicalExtensionCodec for Codec {
    fn try_decode(
        &self,
        bytes: &[u8],
        inputs: &[Arc<dyn ExecutionPlan>],
        context: &TaskContext,
        converter: &dyn PhysicalProtoConverterExtension,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let Some(version) = bytes.strip_prefix(NAME) else {
            return self.ballista.try_decode(bytes, inputs, context, converter);
        };
        // Another version may read a ledger by other rules, and a report would be of two minds.
        let (theirs, ours) = (String::from_utf8_lossy(version), env!("CARGO_PKG_VERSION"));
        if theirs != ours {
            return plan_err!(
                "eggbasket {ours} is asked by eggbasket {theirs}: the whole cluster must be of one version"
            );
        }
        match inputs {
            [input] => Ok(Arc::new(Orders::over(Arc::clone(input), self.perform))),
            _ => internal_err!("orders have one input"),
        }
    }

    fn try_encode(
        &self,
        node: Arc<dyn ExecutionPlan>,
        bytes: &mut Vec<u8>,
        converter: &dyn PhysicalProtoConverterExtension,
    ) -> Result<()> {
        if !node.is::<Orders>() {
            return self.ballista.try_encode(node, bytes, converter);
        }
        bytes.extend_from_slice(NAME);
        bytes.extend_from_slice(env!("CARGO_PKG_VERSION").as_bytes());
        Ok(())
    }
}
