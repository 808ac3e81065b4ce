package io.tidegate.flvhttp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.WriteBufferWaterMark;
import io.tidegate.media.Nullable;
import io.tidegate.media.hub.CloseReason;

/// Writes the feed's buffers straight to the channel, past the HTTP or WebSocket encoder: the
/// framing is in the buffer already, made once for all viewers.
///
/// It sits in the pipeline as well, to hear when the socket takes more and when it is gone.
final class ChannelTransport extends ChannelInboundHandlerAdapter implements ViewerTransport {
  /// How content is framed on the wire.
  enum Framing {
    HTTP_CHUNKS,
    /// HTTP/1.0: the connection's end is the content's end.
    NONE,
    WEB_SOCKET
  }

  private final HttpViewer viewer;
  private final Framing framing;
  private final ChannelHandlerContext encoder;
  private final Runnable farewell;
  private @Nullable ChannelFuture lastWrite;

  private ChannelTransport(
      HttpViewer viewer, Framing framing, ChannelHandlerContext encoder, Runnable farewell) {
    this.viewer = viewer;
    this.framing = framing;
    this.encoder = encoder;
    this.farewell = farewell;
  }

  /// Takes over the output of a channel whose response head is on its way.
  ///
  /// @param farewell ends the response or the WebSocket in the protocol's way
  /// @param last the handler that stands at the end of the pipeline, Vert.x's own
  /// @param encoder the handler whose work is done already
  static ChannelTransport install(
      HttpViewer viewer,
      Framing framing,
      ChannelHandlerContext last,
      ChannelHandlerContext encoder,
      Runnable farewell) {
    ChannelTransport transport = new ChannelTransport(viewer, framing, encoder, farewell);
    last.pipeline().addBefore(last.name(), null, transport);
    return transport;
  }

  /// @param highBytes above it the channel is full; below half of it, it takes more
  static void limit(Channel channel, int highBytes) {
    channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(highBytes / 2, highBytes));
  }

  @Override
  public boolean isWritable() {
    return encoder.channel().isWritable();
  }

  @Override
  public void write(FeedChunk chunk) {
    switch (framing) {
      case HTTP_CHUNKS -> write(chunk.asHttpChunk());
      case NONE -> write(chunk.asContent());
      case WEB_SOCKET -> {
        write(chunk.asMessageHeader());
        write(chunk.asContent());
      }
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // a failed write closes the channel, which is heard
  private void write(ByteBuf bytes) {
    encoder.write(bytes, encoder.voidPromise());
  }

  @Override
  public void flush() {
    encoder.flush();
  }

  @Override
  public void end() {
    leavePipeline();
    ChannelFuture sent = encoder.writeAndFlush(Unpooled.EMPTY_BUFFER);
    lastWrite = sent;
    if (framing == Framing.NONE) {
      sent.addListener(ChannelFutureListener.CLOSE);
    } else {
      farewell.run();
    }
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // nobody waits for a cut connection
  public void cutUnlessSent() {
    if (lastWrite != null && !lastWrite.isDone()) {
      encoder.close();
    }
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // nobody waits for a cut connection
  public void abort() {
    leavePipeline();
    encoder.close(); // past Vert.x, which would wait for the last write
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (context.channel().isWritable()) {
      viewer.drain(System.nanoTime());
    }
    context.fireChannelWritabilityChanged();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    viewer.close(CloseReason.CONNECTION_LOST);
    context.fireChannelInactive();
  }

  private void leavePipeline() {
    if (encoder.channel().pipeline().context(this) != null) {
      encoder.channel().pipeline().remove(this);
    }
  }
}
