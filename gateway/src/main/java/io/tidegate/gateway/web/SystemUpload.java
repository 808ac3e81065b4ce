package io.tidegate.gateway.web;

import io.tidegate.gateway.host.UpdateUpload;
import io.tidegate.gateway.host.UpdateUpload.Progress;
import io.tidegate.gateway.host.UpdateUpload.RefusedException;
import io.tidegate.media.Nullable;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.Set;
import java.util.concurrent.Callable;

/// The file of an update, brought in pieces, which may each have a checksum; after a break it goes
/// on at the offset. Event loops; worker threads write.
final class SystemUpload {
  /// What is held of one request.
  private static final int MOST_PIECE = 8 << 20;

  private static final Set<String> TYPES = Set.of(TusHeaders.BODY_TYPE);
  static final String METHODS = "GET, HEAD, POST, PATCH, DELETE";

  private final UpdateUpload upload;

  SystemUpload(UpdateUpload upload) {
    this.upload = upload;
  }

  void take(RoutingContext context) {
    switch (context.request().method().name()) {
      case "GET", "HEAD" -> run(context, 200, upload::progress);
      case "POST" -> begin(context);
      case "PATCH" -> append(context);
      case "DELETE" ->
          run(
              context,
              200,
              () -> {
                upload.remove();
                return null;
              });
      default -> Replies.methodNotAllowed(context, METHODS);
    }
  }

  private void begin(RoutingContext context) {
    Long length = TusHeaders.bytes(context.request(), TusHeaders.LENGTH);
    if (length == null || length == 0) {
      Replies.problem(context, 400, "Upload-Length: expected the number of bytes");
    } else {
      run(context, 201, () -> upload.begin(length));
    }
  }

  private void append(RoutingContext context) {
    HttpServerRequest request = context.request();
    Long offset = TusHeaders.bytes(request, TusHeaders.OFFSET);
    TusHeaders.Checksum sum = TusHeaders.Checksum.parse(request.getHeader(TusHeaders.CHECKSUM));
    if (offset == null || sum == null) {
      ClipReplies.hangUp(context);
      Replies.problem(
          context,
          400,
          offset == null
              ? "Upload-Offset: expected the number of bytes"
              : "Upload-Checksum: expected sha256, sha1 or md5, and the value in Base64");
      return;
    }
    RequestBody.read(
        context,
        MOST_PIECE,
        TYPES,
        (_, body) -> run(context, 200, () -> append(offset, body.getBytes(), sum)));
  }

  private Progress append(long offset, byte[] bytes, TusHeaders.Checksum sum)
      throws IOException, RefusedException {
    MessageDigest digest = sum.digest();
    boolean isMeant =
        digest == null || MessageDigest.isEqual(digest.digest(bytes), sum.expected().toByteArray());
    return upload.append(offset, bytes, isMeant);
  }

  private static void run(RoutingContext context, int status, Callable<@Nullable Progress> work) {
    context
        .vertx()
        .executeBlocking(work, false)
        .onSuccess(progress -> {
          context.response().setStatusCode(status);
          JsonObject json = new JsonObject().put("mostBytes", UpdateUpload.MOST_BYTES);
          Replies.json(
              context,
              progress == null
                  ? json.putNull("lengthBytes").put("offsetBytes", 0)
                  : json.put("lengthBytes", progress.length())
                      .put("offsetBytes", progress.offset()));
        })
        .onFailure(failure -> refuse(context, failure));
  }

  private static void refuse(RoutingContext context, Throwable failure) {
    if (failure instanceof RefusedException refused) {
      int status =
          switch (refused.why()) {
            case OFFSET -> 409;
            case CHECKSUM -> ClipReplies.CHECKSUM_MISMATCH;
            case TOO_LARGE -> 413;
            case NO_ROOM -> 507;
          };
      Replies.problem(context, status, String.valueOf(refused.getMessage()));
    } else {
      context.fail(failure);
    }
  }
}
