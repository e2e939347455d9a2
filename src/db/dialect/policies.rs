//! Statements of policies. The service has authorized the plan that $1 names.

use super::Sql;

/// Forgets the steps of a policy. $1 plan, $2 service, $3 first day.
pub const STEPS_DELETE: Sql =
    Sql::both("DELETE FROM escalation_step WHERE plan_id = $1 AND service = $2 AND from_on = $3");

/// Forgets a policy that is replaced before its day has passed. $1 plan, $2 service, $3 first day.
pub const POLICY_DELETE: Sql =
    Sql::both("DELETE FROM loop_policy WHERE plan_id = $1 AND service = $2 AND from_on = $3");
