//! Statements of policies. The service has authorized the plan that $1 names.

use super::Sql;

/// Forgets the steps of a policy. $1 plan, $2 service, $3 first day.
pub const STEPS_DELETE: Sql =
    Sql::both("DELETE FROM escalation_step WHERE plan_id = $1 AND service = $2 AND from_on = $3");

/// Forgets a policy that is replaced before its day has passed. $1 plan, $2 service, $3 first day.
pub const POLICY_DELETE: Sql =
    Sql::both("DELETE FROM loop_policy WHERE plan_id = $1 AND service = $2 AND from_on = $3");

/// Forgets a policy of authorizations that is replaced before its day has passed. $1 plan,
/// $2 service, $3 county, $4 first day.
pub const AUTHORIZATION_POLICY_DELETE: Sql = Sql::both(
    "DELETE FROM authorization_policy \
     WHERE plan_id = $1 AND service = $2 AND county_fips = $3 AND from_on = $4",
);

/// Forgets until when a provider is named, where that is said anew. $1 plan, $2 provider, $3 service,
/// $4 first day.
pub const PRESUMPTIVE_PROVIDER_DELETE: Sql = Sql::both(
    "DELETE FROM presumptive_provider \
     WHERE plan_id = $1 AND provider_id = $2 AND service = $3 AND from_on = $4",
);

/// Forgets a limit that is replaced before its day has passed. $1 plan, $2 service, $3 kind,
/// $4 first day.
pub const PLAN_LIMIT_DELETE: Sql = Sql::both(
    "DELETE FROM plan_limit \
     WHERE plan_id = $1 AND service = $2 AND kind = $3 AND from_on = $4",
);

/// Forgets the coming days of a plan's calendar. $1 plan, $2 today.
pub const HOLIDAYS_DELETE: Sql =
    Sql::both("DELETE FROM plan_holiday WHERE plan_id = $1 AND day >= $2");
