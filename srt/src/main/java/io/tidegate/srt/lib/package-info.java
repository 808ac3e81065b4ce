/// libsrt, and the C library's datagram sockets: the only code that sees JNA. What others hold are
/// sockets, options, statistics and threads, none of which shows where it comes from.
///
/// [SrtLibrary] is where to start: the library is there or it is not. [SrtSocket] wraps one of its
/// handles, [SrtPoller] reads many of them on one thread, [ListenHook] decides about callers inside
/// their handshake.
///
/// 1. A call that may wait is made on a thread that may wait, never on an event loop.
/// 2. The text of an error is read right after the call, on the same thread.
/// 3. Memory is a [NativeBlock] that is closed; hot calls get addresses, never structures.
package io.tidegate.srt.lib;
