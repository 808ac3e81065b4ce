package io.tidegate.rtsp;

import io.tidegate.media.Bytes;
import io.vertx.core.net.NetSocket;

/// RTSP over one socket, with or without TLS.
final class DirectConnection implements RtspConnection {
  private final NetSocket socket;
  private boolean closed;

  DirectConnection(NetSocket socket) {
    this.socket = socket;
  }

  @Override
  public void receive(Receiver receiver) {
    socket.handler(buffer -> {
      if (!closed) {
        receiver.received(SocketBytes.view(buffer));
      }
    });
    socket.exceptionHandler(_ -> {}); // the close handler follows
    socket.closeHandler(_ -> {
      if (!closed) {
        closed = true;
        receiver.ended("the other end closed the connection");
      }
    });
  }

  @Override
  public void send(Bytes bytes) {
    if (!closed) {
      socket.write(SocketBytes.buffer(bytes));
    }
  }

  @Override
  public boolean isCongested() {
    return socket.writeQueueFull();
  }

  @Override
  public void onDrain(Runnable drained) {
    socket.drainHandler(_ -> drained.run());
  }

  @Override
  public String remote() {
    return socket.remoteAddress().hostAddress() + ":" + socket.remoteAddress().port();
  }

  @Override
  public String remoteHost() {
    return socket.remoteAddress().hostAddress();
  }

  @Override
  public String localHost() {
    return socket.localAddress().hostAddress();
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      socket.close();
    }
  }

  @Override
  public void cut() {
    closed = true;
    SocketBytes.cut(socket);
  }
}
