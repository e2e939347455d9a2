//! handoff

pub mod reference;

use entity as _;
use migration as _;
