package io.tidegate.flvhttp;

import io.netty.buffer.ByteBuf;
import io.tidegate.media.Nullable;
import io.tidegate.media.hub.CloseReason;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;

/// Writes through Vert.x's own response: HTTP/2, where many streams share one channel.
final class ResponseTransport implements ViewerTransport {
  private final HttpServerResponse response;
  private @Nullable Future<Void> ended;

  ResponseTransport(HttpViewer viewer, HttpServerResponse response) {
    this.response = response;
    response.drainHandler(_ -> viewer.drain(System.nanoTime()));
    response.exceptionHandler(_ -> viewer.close(CloseReason.CONNECTION_LOST));
    response.closeHandler(_ -> viewer.close(CloseReason.CONNECTION_LOST));
  }

  @Override
  public boolean isWritable() {
    return !response.writeQueueFull();
  }

  @Override
  public void write(FeedChunk chunk) {
    ByteBuf content = chunk.asContent();
    byte[] copy = new byte[content.readableBytes()];
    content.readBytes(copy);
    content.release();
    response.write(Buffer.buffer(copy));
  }

  @Override
  public void flush() {}

  @Override
  public void end() {
    ended = response.end();
  }

  @Override
  public void cutUnlessSent() {
    if (ended != null && !ended.isComplete()) {
      response.reset();
    }
  }

  @Override
  public void abort() {
    response.reset();
  }
}
