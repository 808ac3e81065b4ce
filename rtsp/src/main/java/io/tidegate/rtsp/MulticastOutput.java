package io.tidegate.rtsp;

import io.tidegate.media.Bytes;
import io.tidegate.media.Nullable;
import io.tidegate.rtsp.message.TransportHeader;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;

/// A player that receives what a [MulticastSender] sends to all. Loop-confined.
final class MulticastOutput implements PlayOutput {
  private final MulticastSender sender;
  private final Vertx vertx;
  private final Runnable leave;

  /// @param leave the sender is needed no longer
  MulticastOutput(MulticastSender sender, Vertx vertx, Runnable leave) {
    this.sender = sender;
    this.vertx = vertx;
    this.leave = leave;
  }

  @Override
  public Future<TransportHeader> setUp(int media, TransportHeader wanted) {
    return sender.transport(media, vertx);
  }

  @Override
  public void begin() {
    sender.start();
  }

  /// The group gets it once, from the sender.
  @Override
  public void write(Bytes framed) {}

  @Override
  public boolean isFull() {
    return false;
  }

  @Override
  public @Nullable Integer mediaOfRtcp(int channel) {
    return null;
  }

  /// All would get it: the sender hears what receivers ask the group for.
  @Override
  public int resend(int media, List<Integer> sequenceNumbers) {
    return 0;
  }

  @Override
  public boolean needsLife() {
    return true;
  }

  /// Others receive it already: nobody can tell where this one begins.
  @Override
  public boolean tellsStart() {
    return false;
  }

  @Override
  public void close() {
    leave.run();
  }
}
