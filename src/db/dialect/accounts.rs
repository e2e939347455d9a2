//! Statements about accounts and organizations, each after its use case was authorized.

use super::Sql;

/// Locks an organization, so that two administrators change its people one after the other. `NO
/// KEY`: rows that refer to it may still be inserted.
pub const LOCK_ORGANIZATION: Sql =
    Sql::both("SELECT id FROM organization WHERE id = $1 FOR NO KEY UPDATE");

/// How many active administrators an organization has besides one account. $1 organization, $2
/// account.
pub const OTHER_ADMINISTRATORS: Sql = Sql::both(
    "SELECT COUNT(*) AS others FROM account a \
     JOIN account_role r ON r.account_id = a.id AND r.role = 'ORGANIZATION_ADMIN' \
     WHERE a.organization_id = $1 AND a.id <> $2 AND a.is_active",
);

/// Takes all roles from an account. $1 account.
pub const CLEAR_ROLES: Sql = Sql::both("DELETE FROM account_role WHERE account_id = $1");

/// Takes from a reviewer what they may decide against what is asked. $1 account.
pub const CLEAR_COMPETENCE: Sql =
    Sql::both("DELETE FROM reviewer_competence WHERE account_id = $1");

/// Forgets a second factor. $1 account.
pub const FORGET_SECOND_FACTOR: Sql = Sql::both("DELETE FROM second_factor WHERE account_id = $1");

/// Says whether an organization's people need a second factor. $1 organization, $2 whether, $3
/// account, $4 now.
pub const SET_SIGN_IN_POLICY: Sql = Sql::both(
    "INSERT INTO sign_in_policy (organization_id, requires_second_factor, changed_by, changed_at) \
     VALUES ($1, $2, $3, $4) \
     ON CONFLICT (organization_id) DO UPDATE SET \
       requires_second_factor = excluded.requires_second_factor, \
       changed_by = excluded.changed_by, changed_at = excluded.changed_at",
);

/// Ids of an organization's active accounts without a second factor. $1 organization.
pub const WITHOUT_SECOND_FACTOR: Sql = Sql::both(
    "SELECT a.id FROM account a \
     LEFT JOIN second_factor f ON f.account_id = a.id AND f.confirmed_at IS NOT NULL \
     WHERE a.organization_id = $1 AND a.is_active AND f.account_id IS NULL",
);

/// The organizations with their prime and whether somebody administers them, by id. $1 the place to
/// start after, $2 rows.
pub const ORGANIZATIONS: Sql = Sql::both(
    "SELECT o.id, o.kind, o.name, o.phone, o.prime_id, o.created_at, \
       EXISTS (SELECT 1 FROM account a \
         JOIN account_role r ON r.account_id = a.id AND r.role = 'ORGANIZATION_ADMIN' \
         WHERE a.organization_id = o.id AND a.is_active) AS is_administered \
     FROM organization o WHERE o.id > $1 ORDER BY o.id LIMIT $2",
);
