package io.tidegate.srt.lib;

/// Hears what came of a connection attempt. Poller thread: hand it on at once.
public interface SrtConnecting {
  /// The socket is connected and no longer watched.
  void connected();

  /// It is being closed.
  void failed(SrtRejection rejection);
}
