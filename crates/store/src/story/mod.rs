//! The story that every backend passes: [`tell`] it to an empty store, and [`retell`] it to the same store after it
//! was closed and opened again, where it outlives that.

mod find;
mod journal;
mod lists;
pub mod make;
mod threads;

use crate::Store;

/// Tells the story to an empty store. It panics where the store does not keep to it.
pub async fn tell<S: Store>(store: &S) {
    journal::nothing_is_there(store).await;
    journal::messages_arrive(store).await;
    threads::orders_are_understood(store).await;
    find::threads_are_found(store).await;
    threads::orders_move_on(store).await;
    threads::two_turn_out_to_be_one(store).await;
    journal::what_was_held_is_released(store).await;
    lists::values_are_kept(store).await;
    lists::a_hundred_orders_are_placed(store).await;
    retell(store).await;
}

/// Asks for the end of the story again.
pub async fn retell<S: Store>(store: &S) {
    threads::one_is_whole(store).await;
    journal::nothing_lands_twice(store).await;
    lists::orders_are_listed(store).await;
    lists::incidents_are_listed(store).await;
    lists::everything_is_counted(store).await;
    lists::deeds_are_listed(store).await;
}
