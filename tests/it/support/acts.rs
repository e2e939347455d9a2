//! The acts of the loop, as callers carry them out.

use serde_json::{Value, json};

use super::network::{COUNTY, Patient, global_id, global_member_id, patient};
use super::{Caller, Reply, Server, TestApp};
use handoff::identity::Role;

/// What every act on a referral is asked to answer.
const ANSWER: &str = "
    referral { id status version closedLoopStatus }
    assignment { id status }
    userErrors { code path message }";

impl Caller {
    /// Runs a mutation on a referral. Its input has the type named after it.
    pub(crate) async fn act(&self, mutation: &str, input: Value) -> Reply {
        self.try_act(mutation, input).await.unwrap()
    }

    /// The same; fails where the server goes away before it has answered.
    pub(crate) async fn try_act(
        &self,
        mutation: &str,
        input: Value,
    ) -> Result<Reply, reqwest::Error> {
        let (first, rest) = mutation.split_at(1);
        let input_type = format!("{}{rest}Input", first.to_uppercase());
        let document = format!(
            "mutation($input: {input_type}!) {{ {mutation}(input: $input) {{ {ANSWER} }} }}"
        );
        self.try_query(&document, json!({ "input": input })).await
    }

    /// Runs a mutation that needs nothing but the referral.
    pub(crate) async fn act_on(&self, mutation: &str, referral: &str) -> Reply {
        self.act(mutation, json!({ "referralId": referral })).await
    }

    /// Refers a person, and gives the whole answer.
    pub(crate) async fn try_refer(&self, input: Value) -> Reply {
        let document = "
            mutation($input: CreateReferralInput!) {
              createReferral(input: $input) {
                referral { id number status version }
                userErrors { code path message }
              }
            }";
        self.query(document, json!({ "input": input })).await
    }

    /// Refers a member for a service, without a CIN: the plan has to say who it is. Gives the id.
    pub(crate) async fn refer(&self, member: &str, service: &str) -> String {
        let reply = self.try_refer(referral_of(patient(member), service)).await;
        let referral = &reply.done()["referral"];
        referral["id"].as_str().unwrap().to_owned()
    }

    /// Says which member a referral is about.
    pub(crate) async fn confirm(&self, referral: &str, member: &str) -> Reply {
        let input = json!({ "referralId": referral, "memberId": global_member_id(member) });
        self.act("confirmMember", input).await
    }

    /// Gives a referral to a provider; also one for a need that another is being met for, and then
    /// says that both are needed.
    pub(crate) async fn assign(&self, referral: &str, provider: &str) -> Reply {
        self.give("assignReferral", (referral, provider), "reason")
            .await
    }

    /// Takes a referral from its provider and gives it to another; likewise.
    pub(crate) async fn reassign(&self, referral: &str, provider: &str) -> Reply {
        self.give("reassignReferral", (referral, provider), "note")
            .await
    }

    async fn give(&self, act: &str, (referral, provider): (&str, &str), why: &str) -> Reply {
        let mut input = json!({ "referralId": referral, "providerId": global_id(provider) });
        let reply = self.act(act, input.clone()).await;
        if reply.fault_code().is_some() || reply.refusals() != ["DUPLICATE"] {
            return reply;
        }
        input[why] = json!("both are needed");
        self.act(act, input).await
    }

    /// Restricts a referral for domestic violence.
    pub(crate) async fn restrict(&self, referral: &str) -> Reply {
        let document = "mutation($input: RestrictReferralInput!) {
          restrictReferral(input: $input) { userErrors { code } }
        }";
        let input = json!({ "referralId": referral, "reason": "DOMESTIC_VIOLENCE" });
        self.query(document, json!({ "input": input })).await
    }

    /// Accepts an assignment.
    pub(crate) async fn accept(&self, referral: &str) -> Reply {
        self.act_on("acceptReferral", referral).await
    }

    /// Records a telephone call of five minutes that reached the member, made at that instant.
    pub(crate) async fn reach_out(&self, referral: &str, made_at: &str) -> Reply {
        let input = json!({
            "referralId": referral,
            "madeAt": made_at,
            "method": "TELEPHONE",
            "outcome": "REACHED",
            "minutes": 5,
        });
        self.act("recordOutreach", input).await
    }

    /// Acknowledges everything up to a cursor, and gives the whole answer.
    pub(crate) async fn acknowledge(&self, cursor: &str, kinds: Option<&[&str]>) -> Reply {
        let document = "
            mutation($input: AcknowledgeNoticesInput!) {
              acknowledgeNotices(input: $input) {
                acknowledged
                mailbox { lastNumber acknowledgedThrough }
                userErrors { code path message }
              }
            }";
        let input = json!({ "upTo": cursor, "kinds": kinds });
        self.query(document, json!({ "input": input })).await
    }
}

/// A referral that is ready to be assigned; its id.
pub(crate) async fn ready(server: &Server, member: &str, service: &str) -> String {
    let plan = server.plan_named(patient(member).plan);
    let referral = server.referrer().refer(member, service).await;
    plan.confirm(&referral, member).await.done();
    referral
}

/// A referral that a provider has; its id.
pub(crate) async fn assigned(
    server: &Server,
    member: &str,
    service: &str,
    provider: &str,
) -> String {
    let referral = ready(server, member, service).await;
    let plan = server.plan_named(patient(member).plan);
    plan.assign(&referral, provider).await.done();
    referral
}

/// What a referrer types for a person whose CIN it does not know.
pub(crate) fn referral_of(patient: &Patient, service: &str) -> Value {
    json!({
        "planId": global_id(patient.plan),
        "service": service,
        "person": {
            "firstName": patient.first_name,
            "lastName": patient.last_name,
            "birthOn": patient.birth_on,
            "phone": patient.phone,
        },
        "county": COUNTY,
        "needs": "warm meals after a stay in hospital",
        "contact": { "name": "Front desk", "reach": "desk@clinic.example" },
    })
}

/// Sets how plan a runs its loops from the first day of the tests on: the default with changes.
pub(crate) async fn set_policy(app: &TestApp, changes: &Value) {
    try_set_policy(app, changes).await.done();
}

/// The same, and gives the whole answer.
pub(crate) async fn try_set_policy(app: &TestApp, changes: &Value) -> Reply {
    let mut policy = json!({
        "fromOn": "2026-11-23",
        "route": "PLAN_ROUTED",
        "closesAtStart": true,
        "reopenDays": 30,
        "followUpAttempts": 3,
        "followUpDays": 10,
        "undeliveredAfterMinutes": 60,
        "waitlistMode": "PROPOSE",
        "confirmCapacityDays": 30,
        "escalation": [],
    });
    for (name, value) in changes.as_object().unwrap() {
        policy[name] = value.clone();
    }
    let document = "mutation($input: SetLoopPolicyInput!) {
      setLoopPolicy(input: $input) {
        policy { fromOn waitlistOrder offerHours } userErrors { code path message }
      }
    }";
    let network = app.colleague("a", Role::PlanNetwork);
    let input = json!({ "input": policy });
    network.query(document, input).await
}
