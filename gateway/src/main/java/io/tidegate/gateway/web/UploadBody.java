package io.tidegate.gateway.web;

import io.tidegate.gateway.clip.Clip;
import io.tidegate.gateway.clip.Upload;
import io.tidegate.media.Nullable;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/// Hands what a request sends over to a clip, as fast as its disk takes it. Confined to the
/// request's event loop.
final class UploadBody {
  /// Waits at most, while the disk writes: then the sender has to wait.
  private static final int MOST_WAITING = 1 << 20;

  private final RoutingContext context;
  private final HttpServerRequest request;
  private final Consumer<Clip> done;
  private Buffer waiting = Buffer.buffer();
  private @Nullable Upload upload;
  private boolean writing;
  private boolean whole;
  private boolean cut;
  private boolean over;

  private UploadBody(RoutingContext context, Consumer<Clip> done) {
    this.context = context;
    this.request = context.request();
    this.done = done;
  }

  /// Takes all that comes from now on; before anything has come.
  ///
  /// @param begun who takes it
  /// @param done gets the clip when all is there for good
  static void read(RoutingContext context, CompletableFuture<Upload> begun, Consumer<Clip> done) {
    UploadBody body = new UploadBody(context, done);
    body.listen();
    ClipReplies.when(context, begun, body::begin, body::refuse);
  }

  private void listen() {
    request.handler(piece -> {
      if (!over) {
        waiting.appendBuffer(piece);
        if (waiting.length() >= MOST_WAITING) {
          request.pause();
        }
        write();
      }
    });
    request.endHandler(_ -> {
      whole = true;
      write();
    });
    request.exceptionHandler(_ -> breakOff());
    context.response().closeHandler(_ -> breakOff());
    request.resume();
  }

  private void begin(Upload granted) {
    upload = granted;
    write();
  }

  /// What came before the line broke is kept.
  private void breakOff() {
    cut = !whole;
    write();
  }

  private void write() {
    Upload to = upload;
    if (to == null || writing || over) {
      return;
    }
    if (waiting.length() == 0) {
      if (whole || cut) {
        end(to);
      }
      return;
    }
    Buffer piece = waiting;
    waiting = Buffer.buffer();
    writing = true;
    ClipReplies.when(
        context,
        to.write(piece.getBytes()),
        _ -> {
          writing = false;
          request.resume();
          write();
        },
        failure -> {
          refuse(failure);
          ClipReplies.when(context, to.end(false), _ -> {}, _ -> {});
        });
  }

  private void end(Upload to) {
    over = true;
    ClipReplies.when(context, to.end(whole), done, this::refuse);
  }

  private void refuse(Throwable failure) {
    over = true;
    waiting = Buffer.buffer();
    ClipReplies.hangUp(context);
    ClipReplies.refuse(context, failure);
    request.resume();
  }
}
