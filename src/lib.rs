//! handoff

use entity as _;
use migration as _;
