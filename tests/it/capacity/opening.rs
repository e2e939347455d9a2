//! A database from before the ledger was kept.

use entity::ledger_entry;
use entity::types::LedgerEntryKind;
use handoff::capacity::verify;
use handoff::db::Db;
use migration::{Migrator, MigratorTrait as _};
use sea_orm::{ColumnTrait as _, Database};

use crate::support::acts::assigned;
use crate::support::{TestApp, both_engines};

both_engines!(what_stood_in_it_is_its_first_entry, async |app: TestApp| {
    let started = assigned(&app, "m1", "MEALS", "p1").await;
    assigned(&app, "n1", "MEALS", "p1").await;
    let provider = app.provider("p1");
    provider.accept(&started).await.done();
    let start = serde_json::json!({ "referralId": started, "startedAt": app.now().to_rfc3339() });
    provider.act("startService", start).await.done();
    app.stop().await;

    let names: Vec<String> = Migrator::migrations()
        .iter()
        .map(|one| one.name().to_owned())
        .collect();
    let kept = names.iter().position(|name| name.ends_with("keep_ledger"));
    let newer = u32::try_from(names.len() - kept.unwrap()).unwrap();
    let connection = Database::connect(app.url()).await.unwrap();
    Migrator::down(&connection, Some(newer)).await.unwrap();
    Migrator::up(&connection, None).await.unwrap();
    connection.close().await.unwrap();

    let db = Db::open(app.url(), 2).await.unwrap();
    let op = app.system_op();
    let found = verify(&db, &op).await.unwrap();
    assert_eq!(found.disagreements, []);
    let reader = db.read_as_system(&op, "a test looks behind the scenes");
    let entries = reader
        .select::<ledger_entry::Entity>()
        .filter(ledger_entry::Column::Kind.eq(LedgerEntryKind::Opened))
        .all()
        .await
        .unwrap();
    assert_eq!(entries.len(), found.shares);
    let sum: (i32, i32) = entries.iter().fold((0, 0), |(held, active), entry| {
        (held + entry.held_change, active + entry.active_change)
    });
    assert_eq!(sum, (1, 1));
    db.close().await.unwrap();
});
