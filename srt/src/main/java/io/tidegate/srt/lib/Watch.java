package io.tidegate.srt.lib;

/// What a poller does with one socket. Poller thread only.
interface Watch {
  SrtSocket socket();

  /// The events to wait for.
  int events();

  /// The socket is heard of from now on. What happened to it before is not reported by libsrt: it
  /// is to be looked for here.
  void started(SrtPoller poller);

  /// Some of them happened. Errors come whether asked for or not.
  void ready(SrtPoller poller, int events);

  /// The socket cannot be used any more, or its watch failed.
  void lost(SrtPoller poller);

  /// Once a second.
  default void measure(SrtPoller poller) {}
}
