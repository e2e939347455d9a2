//! The audit trail: what leaves a row, that nothing leaves before its row, and that nobody alters
//! a row unseen.

mod acts;
mod readings;
mod seal;
mod tamper;
mod trail;

use entity::audit_event;
use entity::types::{AuditOutcome, MemberId, OrganizationId};
use handoff::audit::{AuditKey, Seal, Verify};
use sea_orm::{ConnectionTrait as _, Database};
use secrecy::ExposeSecret as _;
use uuid::Uuid;

use crate::support::{TestApp, settings};

/// The rows of an operation that ended so, in no order.
async fn rows(app: &TestApp, operation: &str, outcome: AuditOutcome) -> Vec<audit_event::Model> {
    let mut rows = app.rows::<audit_event::Entity>().await;
    rows.retain(|row| row.operation == operation && row.outcome == outcome);
    rows
}

/// The only row of an operation that ended so.
#[track_caller]
fn only(rows: Vec<audit_event::Model>) -> audit_event::Model {
    assert_eq!(rows.len(), 1, "{rows:#?}");
    rows.into_iter().next().unwrap()
}

/// The members that a row concerns.
fn members(row: &audit_event::Model) -> Vec<MemberId> {
    let pieces = row.subjects.chunks(16);
    pieces
        .map(|piece| MemberId(Uuid::from_slice(piece).unwrap()))
        .collect()
}

fn key() -> AuditKey {
    AuditKey::derive(settings::keys().secret().expose_secret())
}

/// Seals what is there.
async fn seal(app: &TestApp) -> u64 {
    let seal = Seal::new(app.db().clone(), key());
    seal.all(&app.system_op()).await.unwrap()
}

fn verify(app: &TestApp) -> Verify {
    Verify::new(app.db().clone(), key())
}

/// Somebody with the password of the database: runs statements past the program.
async fn past_the_program(app: &TestApp, statements: &[String]) -> Result<(), sea_orm::DbErr> {
    let door = Database::connect(app.url()).await?;
    let mut done = Ok(());
    for statement in statements {
        done = door.execute_unprepared(statement).await.map(|_| ());
        if done.is_err() {
            break;
        }
    }
    door.close().await?;
    done
}

/// An id as the engine's SQL reads it.
fn sql_id(app: &TestApp, id: Uuid) -> String {
    match app.engine() {
        crate::support::Engine::Sqlite => format!("x'{}'", id.simple()),
        crate::support::Engine::Postgres => format!("'{id}'"),
    }
}

fn organization_of(row: &audit_event::Model) -> OrganizationId {
    row.organization_id
}
