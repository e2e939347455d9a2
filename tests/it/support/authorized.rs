//! What a plan authorizes first, and who may say no.

use chrono::{DateTime, Utc};
use entity::types::AccountId;
use entity::{authorization_policy, reviewer_competence};
use sea_orm::IntoActiveModel;
use serde_json::{Value, json};

use super::network::organization_id;
use super::{Caller, Reply, TestApp};
use handoff::error::StoreError;
use handoff::identity::Role;

/// A policy of plan a from long ago on, for all services everywhere: authorization first, five
/// business days and seven calendar days.
pub(crate) fn policy(by: AccountId, set_at: DateTime<Utc>) -> authorization_policy::Model {
    authorization_policy::Model {
        plan_id: organization_id("a"),
        service: String::new(),
        county_fips: String::new(),
        from_on: "2022-01-01".parse().unwrap(),
        is_required: true,
        standard_business_days: Some(5),
        standard_calendar_days: Some(7),
        expedited_hours: 72,
        urgent_hours: Some(12),
        concurrent_hours: 24,
        extension_days: 14,
        extension_from_receipt: true,
        pauses_for_information: false,
        retrospective_days: Some(30),
        presumptive_days: None,
        usual_units: Some(10),
        usual_days: 90,
        needs_second_reviewer: false,
        denial_closes: true,
        remind_minutes: 24 * 60,
        expiring_days: 14,
        notice_ahead_days: 10,
        nearly_used_percent: 80,
        appeal_days: 60,
        appeal_decision_days: 30,
        appeal_expedited_hours: 72,
        hearing_days: 120,
        is_granted_at_start: false,
        reassess_months: None,
        transitioned_reassess_months: None,
        set_at,
        set_by: by,
    }
}

/// Plan a authorizes by that policy.
pub(crate) async fn authorizes(
    app: &TestApp,
    change: impl FnOnce(&mut authorization_policy::Model),
) {
    let by = app.colleague("a", Role::PlanNetwork).person().account;
    let mut policy = policy(by, app.now());
    change(&mut policy);
    let policy = &policy;
    app.db()
        .write(&app.system_op(), |tx| async move {
            tx.insert(policy.clone().into_active_model()).await
        })
        .await
        .unwrap();
}

/// Plan a's reviewer, who may deny and give less for all services.
pub(crate) async fn reviewer(app: &TestApp) -> Caller {
    let reviewer = app.colleague("a", Role::PlanReviewer);
    mark(app, reviewer.person().account).await;
    reviewer
}

/// Marks somebody of plan a competent for all services.
pub(crate) async fn mark(app: &TestApp, account: AccountId) {
    let row = &reviewer_competence::Model {
        account_id: account,
        service: String::new(),
        plan_id: organization_id("a"),
        marked_at: app.now(),
        marked_by: account,
    };
    app.db()
        .write(&app.system_op(), |tx| async move {
            match tx.insert(row.clone().into_active_model()).await {
                Err(StoreError::Unique(_)) | Ok(()) => Ok::<(), StoreError>(()),
                Err(error) => Err(error),
            }
        })
        .await
        .unwrap();
}

/// What every act on an authorization is asked to answer.
const ANSWER: &str = "
    authorization { id number status version unitsLeft decision { reason } }
    referral { id status }
    userErrors { code path message }";

impl Caller {
    /// Runs a mutation on an authorization. Its input has the type named after it.
    pub(crate) async fn on_authorization(&self, mutation: &str, input: Value) -> Reply {
        let (first, rest) = mutation.split_at(1);
        let input_type = format!("{}{rest}Input", first.to_uppercase());
        let document = format!(
            "mutation($input: {input_type}!) {{ {mutation}(input: $input) {{ {ANSWER} }} }}"
        );
        self.query(&document, json!({ "input": input })).await
    }

    /// Decides, with a reason where one is needed.
    pub(crate) async fn decide(&self, authorization: &str, decision: &str) -> Reply {
        let mut input = json!({ "authorizationId": authorization, "decision": decision });
        if decision != "APPROVE" {
            input["reason"] = json!("OTHER");
            input["note"] = json!("said in words");
        }
        self.on_authorization("decideAuthorization", input).await
    }
}

/// The authorizations of a referral, as somebody sees them.
pub(crate) async fn authorizations_of(caller: &Caller, referral: &str) -> Vec<Value> {
    let document = "query($id: ID!) {
      referral(id: $id) { authorizations {
        id number status kind version procedureCode
        member { id } provider { id } requestedBy { id name }
        wish { units amount fromOn untilOn comment }
        granted { units amount fromOn untilOn } unitsLeft amountLeft
        clock { status dueAt dueByInformation dueByRequest informationAt extendedAt }
        decision { decidedAt reviewer reason reasonInWords note }
        criteria { code answer } diagnoses attachments { title } questions { question answer }
        history { kind reason } ledger { seq kind units unitsLeft }
      } }
    }";
    let reply = caller.query(document, json!({ "id": referral })).await;
    reply.field()["authorizations"]
        .as_array()
        .cloned()
        .unwrap_or_default()
}

/// The one authorization of a referral.
pub(crate) async fn authorization_of(caller: &Caller, referral: &str) -> Value {
    let mut all = authorizations_of(caller, referral).await;
    assert_eq!(all.len(), 1, "{all:?}");
    all.remove(0)
}
