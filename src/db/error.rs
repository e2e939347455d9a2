//! The one place where a database error is read.

use sea_orm::{DbErr, RuntimeErr, SqlErr, sqlx};

use crate::error::StoreError;

/// SQLite names the columns of a violated unique index, PostgreSQL the constraint: one name for
/// both, where a refusal depends on it.
const SQLITE_UNIQUE: &[(&str, &str)] = &[
    ("account.email", "account_email_unique"),
    ("member.plan_id, member.cin", "member_cin_unique"),
    ("referral.number", "referral_number_unique"),
    ("visit.number", "visit_number_unique"),
    ("assignment.referral_id", "assignment_one_live"),
    (
        "idempotency_key.account_id, idempotency_key.mutation, idempotency_key.key",
        "idempotency_key_pkey",
    ),
];

/// Says what kind of failure an error is.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "the libraries' enums grow; the rest is alike"
)]
pub(super) fn classify(error: DbErr) -> StoreError {
    let Some(sqlx_error) = sqlx_error(&error) else {
        return match error {
            DbErr::ConnectionAcquire(_) | DbErr::Conn(_) => StoreError::Unavailable(error),
            DbErr::Type(text) => StoreError::Corrupt(text),
            _ => StoreError::Other(error),
        };
    };
    match sqlx_error {
        sqlx::Error::Database(database) => {
            // PostgreSQL: serialization failure, deadlock, lock not available.
            // SQLite: BUSY, BUSY_RECOVERY, BUSY_SNAPSHOT, LOCKED.
            const AGAIN: &[&str] = &["40001", "40P01", "55P03", "5", "261", "517", "6"];
            // PostgreSQL: shutting down, crash, cannot connect now, too many connections.
            const AWAY: &[&str] = &["57P01", "57P02", "57P03", "53300"];
            let code = database.code().unwrap_or_default();
            if AGAIN.contains(&code.as_ref()) {
                StoreError::Busy
            } else if AWAY.contains(&code.as_ref()) {
                StoreError::Unavailable(error)
            } else {
                match error.sql_err() {
                    Some(SqlErr::UniqueConstraintViolation(_)) => {
                        StoreError::Unique(constraint_name(database.as_ref()))
                    }
                    Some(SqlErr::ForeignKeyConstraintViolation(_)) => StoreError::ForeignKey,
                    _ => StoreError::Other(error),
                }
            }
        }
        sqlx::Error::Io(_)
        | sqlx::Error::PoolTimedOut
        | sqlx::Error::PoolClosed
        | sqlx::Error::WorkerCrashed
        | sqlx::Error::Tls(_) => StoreError::Unavailable(error),
        _ => StoreError::Other(error),
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "only these three carry one")]
fn sqlx_error(error: &DbErr) -> Option<&sqlx::Error> {
    match error {
        DbErr::Conn(RuntimeErr::SqlxError(inner))
        | DbErr::Exec(RuntimeErr::SqlxError(inner))
        | DbErr::Query(RuntimeErr::SqlxError(inner)) => Some(inner),
        _ => None,
    }
}

fn constraint_name(error: &dyn sqlx::error::DatabaseError) -> String {
    if let Some(name) = error.constraint() {
        return name.to_owned();
    }
    let columns = error.message().rsplit(": ").next().unwrap_or_default();
    SQLITE_UNIQUE
        .iter()
        .find(|(known, _)| *known == columns)
        .map_or(columns, |(_, name)| name)
        .to_owned()
}
