//! Something of the graphics card that several widgets hold, and that a paint callback reaches when it is drawn. A callback
//! must be able to go to another thread, and in a browser nothing of the graphics card can: there it is held by the only
//! thread, and what is handed around is its number.

#[cfg(not(target_arch = "wasm32"))]
pub use by_lock::Shared;
#[cfg(target_arch = "wasm32")]
pub use by_number::Shared;

#[cfg(not(target_arch = "wasm32"))]
mod by_lock {
    use std::sync::{Arc, Mutex, PoisonError};

    /// Shared by all its clones.
    pub struct Shared<T>(Arc<Mutex<T>>);

    impl<T> Clone for Shared<T> {
        fn clone(&self) -> Self {
            Self(Arc::clone(&self.0))
        }
    }

    impl<T> Shared<T> {
        /// The first of its clones.
        pub fn new(value: T) -> Self {
            Self(Arc::new(Mutex::new(value)))
        }

        /// Does something with it; in spite of a panic elsewhere: at worst an old picture is shown.
        pub fn with<R>(&self, work: impl FnOnce(&mut T) -> R) -> Option<R> {
            Some(work(
                &mut self.0.lock().unwrap_or_else(PoisonError::into_inner),
            ))
        }
    }
}

#[cfg(target_arch = "wasm32")]
mod by_number {
    use std::any::Any;
    use std::cell::{Cell, RefCell};
    use std::collections::HashMap;
    use std::marker::PhantomData;
    use std::rc::Rc;
    use std::sync::Arc;

    thread_local! {
        static HELD: RefCell<HashMap<u64, Rc<dyn Any>>> = RefCell::default();
        static NEXT: Cell<u64> = const { Cell::new(0) };
    }

    /// Shared by all its clones; gone with the last of them.
    pub struct Shared<T> {
        number: Arc<Number>,
        of: PhantomData<fn() -> T>,
    }

    struct Number(u64);

    impl Drop for Number {
        fn drop(&mut self) {
            let held = HELD.try_with(|held| held.borrow_mut().remove(&self.0));
            // What it holds may hold others, and lets go of them only now.
            drop(held);
        }
    }

    impl<T> Clone for Shared<T> {
        fn clone(&self) -> Self {
            Self {
                number: Arc::clone(&self.number),
                of: PhantomData,
            }
        }
    }

    impl<T: 'static> Shared<T> {
        /// The first of its clones.
        pub fn new(value: T) -> Self {
            let number = NEXT.replace(NEXT.get() + 1);
            HELD.with_borrow_mut(|held| held.insert(number, Rc::new(RefCell::new(value))));
            Self {
                number: Arc::new(Number(number)),
                of: PhantomData,
            }
        }

        /// Does something with it, unless that is being done.
        pub fn with<R>(&self, work: impl FnOnce(&mut T) -> R) -> Option<R> {
            let held = HELD.with_borrow(|held| held.get(&self.number.0).cloned())?;
            let mut value = held.downcast_ref::<RefCell<T>>()?.try_borrow_mut().ok()?;
            Some(work(&mut value))
        }
    }
}

impl<T: Default + 'static> Default for Shared<T> {
    fn default() -> Self {
        Self::new(T::default())
    }
}
