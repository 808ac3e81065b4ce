package io.tidegate.rtsp;

import io.tidegate.media.Bytes;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.util.Base64;

/// The two sockets of a [Tunnel]. Loop-confined.
final class TunnelConnection implements RtspConnection {
  private final NetSocket down;
  private final NetSocket up;
  private final Bytes early;
  private boolean closed;

  /// @param down brings bytes; paused
  /// @param up takes Base64
  /// @param early came with the head of the answer
  TunnelConnection(NetSocket down, NetSocket up, Bytes early) {
    this.down = down;
    this.up = up;
    this.early = early;
  }

  @Override
  public void receive(Receiver receiver) {
    down.handler(buffer -> {
      if (!closed) {
        receiver.received(SocketBytes.view(buffer));
      }
    });
    down.closeHandler(_ -> ended(receiver));
    up.closeHandler(_ -> ended(receiver));
    up.exceptionHandler(_ -> {}); // the close handler follows
    if (!early.isEmpty()) {
      receiver.received(early);
    }
    down.resume();
  }

  private void ended(Receiver receiver) {
    if (!closed) {
      close();
      receiver.ended("the camera closed the tunnel");
    }
  }

  /// A group of four letters never spans two messages, so each is decoded by itself.
  @Override
  public void send(Bytes bytes) {
    if (!closed) {
      up.write(Buffer.buffer(Base64.getEncoder().encode(bytes.toByteArray())));
    }
  }

  @Override
  public boolean isCongested() {
    return up.writeQueueFull();
  }

  @Override
  public void onDrain(Runnable drained) {
    up.drainHandler(_ -> drained.run());
  }

  @Override
  public String remote() {
    return down.remoteAddress().hostAddress() + ":" + down.remoteAddress().port();
  }

  @Override
  public String remoteHost() {
    return down.remoteAddress().hostAddress();
  }

  @Override
  public String localHost() {
    return down.localAddress().hostAddress();
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      up.close();
      down.close();
    }
  }

  @Override
  public void cut() {
    closed = true;
    SocketBytes.cut(up);
    SocketBytes.cut(down);
  }
}
