//! Several instances sweep one database, and many duties come due at once.

use std::collections::HashMap;
use std::time::Instant;

use chrono::TimeDelta;
use entity::types::{AssignmentId, EscalationState, ReferralId};
use entity::{assignment, escalation, notice, referral};
use sea_orm::IntoActiveModel as _;

use crate::support::acts::assigned;
use crate::support::{TestApp, postgres_only};

/// Copies of the only assignment there is, each with its referral and its escalation.
async fn multiply(app: &TestApp, copies: usize) {
    let referral = app.rows::<referral::Entity>().await.remove(0);
    let assignment = app.rows::<assignment::Entity>().await.remove(0);
    let steps = app.rows::<escalation::Entity>().await;
    let op = app.system_op();
    let (mut referrals, mut assignments, mut escalations) = (Vec::new(), Vec::new(), Vec::new());
    for number in 0..copies {
        let mut one = referral.clone();
        one.id = ReferralId(op.new_id());
        one.number = format!("COPY{number}");
        let mut turn = assignment.clone();
        turn.id = AssignmentId(op.new_id());
        turn.referral_id = one.id;
        for step in &steps {
            let mut step = step.clone();
            step.assignment_id = turn.id;
            step.referral_id = one.id;
            escalations.push(step.into_active_model());
        }
        referrals.push(one.into_active_model());
        assignments.push(turn.into_active_model());
    }
    app.db()
        .write(&op, |tx| {
            let (referrals, assignments) = (referrals.clone(), assignments.clone());
            let escalations = escalations.clone();
            async move {
                tx.insert_all(referrals).await?;
                tx.insert_all(assignments).await?;
                tx.insert_all(escalations).await
            }
        })
        .await
        .unwrap();
}

postgres_only!(two_servers_fire_each_step_once, async |app: TestApp| {
    assigned(&app, "m1", "MEALS", "p1").await;
    multiply(&app, 299).await;
    app.advance(TimeDelta::hours(24));
    // Two servers, each with connections of its own, and each sweeping twice at a time.
    let other = app.neighbour().await;
    let sweep = async |app: &TestApp| {
        let mut fired = 0;
        // One that found all locked looks again, as it would a second later.
        for _ in 0..20 {
            fired += app.sweep().await;
        }
        fired
    };
    let (a, b, c, d) = tokio::join!(sweep(&app), sweep(&other), sweep(&app), sweep(&other));
    other.stop().await;
    let rest = app.sweep().await;
    assert_eq!(a + b + c + d + rest, 300 * 4);
    let steps = app.rows::<escalation::Entity>().await;
    let fired = steps
        .iter()
        .filter(|step| step.state == EscalationState::Fired);
    assert_eq!(fired.count(), 300 * 4);
    let mut told: HashMap<_, u32> = HashMap::new();
    for one in app.rows::<notice::Entity>().await {
        let key = (one.organization_id, one.assignment_id, one.kind);
        *told.entry(key).or_default() += 1;
    }
    assert!(told.values().all(|times| *times == 1), "told twice");
});

postgres_only!(
    a_thousand_duties_come_due_in_one_second,
    async |app: TestApp| {
        assigned(&app, "m1", "MEALS", "p1").await;
        multiply(&app, 999).await;
        app.advance(TimeDelta::hours(20));
        app.sweep().await;
        app.advance(TimeDelta::hours(4));
        let began = Instant::now();
        let fired = app.sweep().await;
        let took = began.elapsed();
        println!("1,000 duties due at once: {fired} steps fired in {took:?}");
        assert_eq!(fired, 2_000, "each tells provider and plan");
    }
);
