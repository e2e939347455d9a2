//! To which sets a member belongs over time: populations of focus, other programmes.

use std::collections::HashMap;

use chrono::NaiveDate;
use entity::types::{AccountId, MemberId};
use entity::{member_population, member_program};
use sea_orm::{ColumnTrait, IntoActiveModel, Order};

use crate::db::{Reader, Tx};
use crate::error::StoreError;
use crate::members::Member;
use crate::members::care::MemberPopulation;
use crate::members::programs::MemberProgram;
use crate::reference::{OtherProgram, PopulationOfFocus};

/// The three statements of one table of dated sets.
macro_rules! dated_set {
    ($table:ident . $field:ident, $column:ident: $code:ty => $of:ident,
        $read:ident, $end:ident, $insert:ident) => {
        /// The sets of members, in the order of their first days.
        pub(in crate::members) async fn $read(
            reader: &Reader,
            ids: impl IntoIterator<Item = MemberId>,
        ) -> Result<HashMap<MemberId, Vec<$of>>, StoreError> {
            let rows = reader
                .select::<$table::Entity>()
                .filter($table::Column::MemberId.is_in(ids))
                .order_by($table::Column::FromOn, Order::Asc)
                .order_by($table::Column::$column, Order::Asc)
                .order_by($table::Column::Id, Order::Asc)
                .all()
                .await?;
            let mut found: HashMap<MemberId, Vec<$of>> = HashMap::new();
            for row in rows {
                let code = row.$field.parse::<$code>();
                let column = concat!(stringify!($table), ".", stringify!($field));
                found.entry(row.member_id).or_default().push($of {
                    $field: code.map_err(|_| StoreError::Corrupt(column.to_owned()))?,
                    from_on: row.from_on,
                    until_on: row.until_on,
                });
            }
            Ok(found)
        }

        /// A member belongs to these until the day before.
        pub(in crate::members) async fn $end(
            tx: &Tx,
            id: MemberId,
            (left, from_on): (&[$code], NaiveDate),
        ) -> Result<(), StoreError> {
            let codes = left.iter().map(|one| one.as_str());
            tx.update_where::<$table::Entity>()
                .filter($table::Column::MemberId.eq(id))
                .filter($table::Column::$column.is_in(codes))
                .filter($table::Column::UntilOn.is_null())
                .set($table::Column::UntilOn, from_on.pred_opt())
                .run()
                .await?;
            Ok(())
        }

        /// A member belongs to these from a day on.
        pub(in crate::members) async fn $insert(
            tx: &Tx,
            member: &Member,
            joined: &[$code],
            (from_on, by): (NaiveDate, AccountId),
        ) -> Result<(), StoreError> {
            let rows = joined.iter().map(|one| {
                $table::Model {
                    id: tx.op().new_id(),
                    plan_id: member.plan,
                    member_id: member.id,
                    $field: one.as_str().to_owned(),
                    from_on,
                    until_on: None,
                    recorded_at: tx.now(),
                    recorded_by: by,
                }
                .into_active_model()
            });
            tx.insert_all(rows.collect()).await
        }
    };
}

dated_set!(member_population.population, Population: PopulationOfFocus => MemberPopulation,
    populations_of, populations_end, populations_insert);

dated_set!(member_program.program, Program: OtherProgram => MemberProgram,
    programs_of, programs_end, programs_insert);
