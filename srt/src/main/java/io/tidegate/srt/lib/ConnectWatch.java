package io.tidegate.srt.lib;

/// A socket that connects.
record ConnectWatch(SrtSocket socket, SrtConnecting outcome) implements Watch {
  @Override
  public int events() {
    return LibSrt.EPOLL_OUT | LibSrt.EPOLL_ERR;
  }

  @Override
  public void started(SrtPoller poller) {
    if (socket.state() != SrtState.CONNECTING) {
      ready(poller, LibSrt.EPOLL_ERR);
    }
  }

  @Override
  public void ready(SrtPoller poller, int events) {
    if (socket.state() == SrtState.CONNECTED) {
      poller.release(this);
      outcome.connected();
    } else {
      lost(poller);
    }
  }

  @Override
  public void lost(SrtPoller poller) {
    SrtRejection rejection = socket.rejection();
    poller.drop(socket);
    outcome.failed(rejection);
  }
}
