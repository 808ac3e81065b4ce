package io.tidegate.gateway.tap;

/// Whoever gets the pictures of a tap. Any thread.
public interface TapReceiver {
  /// Never blocks; the newest wins where the receiver is slow.
  void offer(Shot shot);

  /// As it stands.
  TapReceiverView view();

  /// Gets no more.
  void close();
}
