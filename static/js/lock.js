// On the pages of the sign-in, where nobody is signed in: what the device kept of a session that
// ended by itself is no longer there to read.
globalThis.ocopVault?.lock().catch(() => { /* a browser that keeps nothing has nothing to shut */ });
