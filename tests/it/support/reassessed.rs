//! Reassessments: how one is planned, recorded and read.

use entity::types::{NoticeKind, ReassessmentState};
use entity::{assignment, reassessment};
use handoff::error::StoreError;
use sea_orm::IntoActiveModel;
use serde_json::{Value, json};

use super::network::referral_row;
use super::{Caller, Reply, TestApp};

/// A reassessment is planned for whoever has a referral, as at a start under a policy that asks for
/// one.
pub(crate) async fn planned(app: &TestApp, referral: &str) {
    let id = referral_row(referral);
    let rows = app.rows::<assignment::Entity>().await;
    let live = rows
        .iter()
        .find(|row| row.referral_id == id && row.ended_at.is_none());
    let live = live.expect("somebody has it");
    let row = &reassessment::Model {
        assignment_id: live.id,
        number: 1,
        referral_id: id,
        plan_id: live.plan_id,
        provider_id: live.provider_id,
        member_id: live.member_id,
        state: ReassessmentState::Open,
        due_on: "2027-11-23".parse().unwrap(),
        next_months: Some(12),
        ahead_days: 14,
        tells: Some(NoticeKind::ReassessmentDue),
        tells_at: Some("2027-11-09T08:00:00Z".parse().unwrap()),
        done_on: None,
        outcome: None,
        note: None,
        source: None,
        recorded_at: None,
        recorded_by: None,
        corrects: None,
        correction_reason: None,
    };
    app.db()
        .write(&app.system_op(), |tx| async move {
            tx.insert(row.clone().into_active_model()).await?;
            Ok::<(), StoreError>(())
        })
        .await
        .unwrap();
}

/// What is read of a reassessment.
const FIELDS: &str = "number state dueOn isOverdue doneOn outcome endReason note source corrects
    correctionReason";

impl Caller {
    /// Records a reassessment, and gives the whole answer.
    pub(crate) async fn reassess(&self, input: Value) -> Reply {
        let document = format!(
            "mutation($input: RecordReassessmentInput!) {{ recordReassessment(input: $input) {{
               reassessment {{ {FIELDS} }} next {{ {FIELDS} }} assignment {{ id status }}
               userErrors {{ code path message }}
             }} }}"
        );
        self.query(&document, json!({ "input": input })).await
    }

    /// The id of the last assignment of a referral, and its reassessments.
    pub(crate) async fn reassessments_of(&self, referral: &str) -> (String, Vec<Value>) {
        let document = format!(
            "query($id: ID!) {{ referral(id: $id) {{ assignments {{
               id reassessments {{ {FIELDS} }}
             }} }} }}"
        );
        let reply = self.query(&document, json!({ "id": referral })).await;
        let turns = reply.field()["assignments"].as_array().unwrap();
        let last = turns.last().expect("somebody has or had it");
        let all = last["reassessments"].as_array().unwrap();
        (last["id"].as_str().unwrap().to_owned(), all.clone())
    }
}
