//! The schema: its three roots, its limits, and its text.

use async_graphql::{MergedObject, MergedSubscription, SDLExportOptions, Schema};

use super::accounts::{AccountMutation, AccountQuery};
use super::audit::AuditQuery;
use super::authorizations::{
    AuthorizationMutation, AuthorizationQuery, DecisionQuery, PresumptiveQuery,
};
use super::capacity::{CapacityMutation, CapacityQuery, CapacitySubscription};
use super::directory::DirectoryQuery;
use super::duties::DutyQuery;
use super::identity::{IdentityMutation, IdentityQuery};
use super::members::{MemberActMutation, MemberMutation, MemberQuery, SafeContactMutation};
use super::node::NodeQuery;
use super::notices::{NoticeMutation, NoticeQuery, NoticeSubscription};
use super::nudges::{NudgeQuery, SetNudges};
use super::policies::{
    AuthorizationPolicyMutation, AuthorizationPolicyQuery, LimitQuery, PoliciesQuery,
    SetLoopPolicy, SetServiceLimit,
};
use super::privacy::{PrivacyMutation, PrivacyQuery};
use super::referrals::{
    DeclineQuery, ReassessmentQuery, ReferralCountQuery, ReferralMutation, ReferralQuery,
    ReferralSubscription, WaitingTimeQuery,
};
use super::service_config::{EdgeLimits, ServiceConfig, ServiceConfigQuery};
use super::tasks::{TaskMutation, TaskQuery};
use super::visits::{VisitMutation, VisitQuery};

/// Root of the reads. Each area adds its own.
#[derive(MergedObject, Default)]
pub struct Query(
    NodeQuery,
    DirectoryQuery,
    IdentityQuery,
    AccountQuery,
    MemberQuery,
    ReferralQuery,
    ReferralCountQuery,
    DeclineQuery,
    WaitingTimeQuery,
    CapacityQuery,
    DutyQuery,
    ReassessmentQuery,
    AuthorizationQuery,
    PresumptiveQuery,
    DecisionQuery,
    VisitQuery,
    TaskQuery,
    PoliciesQuery,
    AuthorizationPolicyQuery,
    LimitQuery,
    PrivacyQuery,
    NoticeQuery,
    NudgeQuery,
    AuditQuery,
    ServiceConfigQuery,
);

/// Root of the acts. Each area adds its own.
#[derive(MergedObject, Default)]
pub struct Mutation(
    IdentityMutation,
    AccountMutation,
    MemberMutation,
    MemberActMutation,
    SafeContactMutation,
    CapacityMutation,
    SetLoopPolicy,
    AuthorizationPolicyMutation,
    SetServiceLimit,
    PrivacyMutation,
    ReferralMutation,
    AuthorizationMutation,
    VisitMutation,
    TaskMutation,
    NoticeMutation,
    SetNudges,
);

/// Root of the live streams. Each area adds its own.
#[derive(MergedSubscription, Default)]
pub struct Subscription(
    NoticeSubscription,
    ReferralSubscription,
    CapacitySubscription,
);

/// The schema of the product.
pub type HandoffSchema = Schema<Query, Mutation, Subscription>;

/// What a document may cost, checked before anything of it runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Most levels of fields within fields. The introspection query of common tools has 15.
    pub depth: usize,
    /// Most points. A field costs 1; a list costs a quarter of its page size times its item.
    pub complexity: usize,
    /// What the edge refuses; here only to be printed.
    pub edge: EdgeLimits,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            depth: 16,
            complexity: 4_000,
            edge: EdgeLimits::default(),
        }
    }
}

/// Builds the schema. It holds nothing but its limits: each request brings its
/// [`super::Operation`].
#[must_use]
pub fn build(limits: Limits) -> HandoffSchema {
    Schema::build(
        Query::default(),
        Mutation::default(),
        Subscription::default(),
    )
    .data(ServiceConfig::new(
        limits.depth,
        limits.complexity,
        &limits.edge,
    ))
    .limit_depth(limits.depth)
    .limit_complexity(limits.complexity)
    // A suggestion would tell the names of fields to whoever mistypes one.
    .disable_suggestions()
    .finish()
}

/// The schema as text, sorted so that a change shows as a small difference.
#[must_use]
pub fn sdl() -> String {
    build(Limits::default()).sdl_with_options(
        SDLExportOptions::new()
            .sorted_fields()
            .sorted_arguments()
            .sorted_enum_items()
            .include_specified_by()
            .prefer_single_line_descriptions(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What GraphiQL and code generators send first.
    const INTROSPECTION: &str = "
        query IntrospectionQuery {
          __schema {
            queryType { name }
            types { ...FullType }
            directives { name description locations args { ...InputValue } }
          }
        }
        fragment FullType on __Type {
          kind name description
          fields(includeDeprecated: true) {
            name description isDeprecated deprecationReason
            args { ...InputValue }
            type { ...TypeRef }
          }
          inputFields { ...InputValue }
          interfaces { ...TypeRef }
          enumValues(includeDeprecated: true) { name description isDeprecated deprecationReason }
          possibleTypes { ...TypeRef }
        }
        fragment InputValue on __InputValue { name description type { ...TypeRef } defaultValue }
        fragment TypeRef on __Type {
          kind name
          ofType { kind name ofType { kind name ofType { kind name ofType { kind name
            ofType { kind name ofType { kind name ofType { kind name
            ofType { kind name ofType { kind name } } } } } } } } }
        }";

    #[tokio::test]
    async fn tools_may_ask_for_the_whole_schema() {
        let response = build(Limits::default()).execute(INTROSPECTION).await;
        assert_eq!(response.errors, []);
    }

    #[tokio::test]
    async fn without_its_operation_a_request_fails_and_says_nothing() {
        let response = build(Limits::default())
            .execute("{ counties { name } }")
            .await;
        assert_eq!(response.errors.len(), 1);
        assert_eq!(response.errors[0].message, "internal error");
    }

    #[tokio::test]
    async fn a_misspelt_field_is_not_put_right() {
        let response = build(Limits::default())
            .execute("{ countie { name } }")
            .await;
        assert!(!response.errors[0].message.contains("counties"));
    }
}
