package io.tidegate.gateway.web;

import io.tidegate.gateway.snapshot.KeyFrame;
import io.tidegate.gateway.snapshot.Picture;
import io.tidegate.gateway.snapshot.SnapshotOptions;
import io.tidegate.gateway.snapshot.SnapshotPlane;
import io.tidegate.gateway.snapshot.Snapshots;
import io.tidegate.media.StreamKey;
import io.tidegate.media.fmp4.OnePicture;
import io.tidegate.media.fmp4.SampleEntries;
import io.tidegate.media.hub.Admission;
import io.tidegate.media.hub.Decisions;
import io.tidegate.media.hub.PlayRequest;
import io.tidegate.media.hub.Protocol;
import io.tidegate.media.hub.Refusal;
import io.tidegate.media.hub.StreamHub;
import io.tidegate.media.hub.StreamRegistry;
import io.tidegate.media.hub.WaitingPlayers;
import io.vertx.core.Context;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// `/app/name.jpg`, a picture of a stream, and `/app/name.key.mp4`, its latest key frame as it came
/// in. Whoever asks is let in as a player is, and does not count as one. Any thread.
public final class SnapshotRoutes {
  private static final String PATH = "/[^/]+/[^/]+(?:\\.jpg|\\.key\\.mp4)";
  private static final String JPEG = ".jpg";
  private static final String KEY_FRAME = ".key.mp4";

  /// What was made an hour ago is not kept.
  private static final int MOST_AGE_SECONDS = 3_600;

  private final StreamRegistry streams;
  private final SnapshotPlane pictures;
  private final Predicate<StreamKey> isForAll;

  /// @param isForAll whether anybody may play a stream, from wherever
  public SnapshotRoutes(
      StreamRegistry streams, SnapshotPlane pictures, Predicate<StreamKey> isForAll) {
    this.isForAll = isForAll;
    this.streams = streams;
    this.pictures = pictures;
  }

  /// Before the endless outputs: `.key.mp4` would be one of them.
  public void mount(Router router) {
    router.routeWithRegex(PATH).handler(this::handle);
  }

  /// The key frame for readers of the API. Below `/api/*`, which is where whoever may not is turned
  /// away.
  public void mountApi(Router router) {
    new KeyFrameApi(streams, pictures, this).mount(router);
  }

  private void handle(RoutingContext context) {
    HttpServerResponse response = context.response();
    response.putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, "*");
    response.putHeader(
        HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, PictureReplies.CAPTURE_TIME + ", ETag, Age");
    HttpMethod method = context.request().method();
    if (method.equals(HttpMethod.OPTIONS)) {
      response.putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, Replies.METHODS);
      response.putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, "Authorization, If-None-Match");
      response.putHeader(HttpHeaders.ACCESS_CONTROL_MAX_AGE, "86400");
      response.setStatusCode(204).end();
    } else if (method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD)) {
      serve(context);
    } else {
      Replies.methodNotAllowed(context);
    }
  }

  private void serve(RoutingContext context) {
    String path = context.normalizedPath();
    boolean isKeyFrame = path.endsWith(KEY_FRAME);
    String name = path.substring(1, path.length() - (isKeyFrame ? KEY_FRAME : JPEG).length());
    Wish wish;
    StreamKey key;
    try {
      key = StreamKey.parse(name);
    } catch (IllegalArgumentException notAKey) {
      Replies.problem(context, 404, String.valueOf(notAKey.getMessage()));
      return;
    }
    try {
      wish = Wish.of(context);
    } catch (IllegalArgumentException wrong) {
      StoreReplies.badParameter(context, wrong);
      return;
    }
    PlayRequest asked = PlayRequests.of(key, Protocol.SNAPSHOT, context);
    BiConsumer<StreamHub, Admission.Granted> found =
        isKeyFrame
            ? (hub, _) -> keyFrame(context, hub)
            : (hub, _) -> picture(context, asked, wish, hub);
    Search search = new Search(context, asked, wish, found);
    if (pictures.options().wake()) {
      streams.players().find(asked, new Sought(search));
    } else {
      streams.players().admit(asked, new LetIn(search));
    }
  }

  /// @param width as [Snapshots#width] has it
  /// @param maxAge that will do
  /// @param stale whether the last picture of a stream that has ended will do
  private record Wish(int width, Duration maxAge, boolean stale) {
    static Wish of(RoutingContext context) {
      int width = RouteFilter.number(context.queryParams(), "width", 0, SnapshotOptions.MOST_WIDTH);
      int age = RouteFilter.number(context.queryParams(), "max-age", 0, MOST_AGE_SECONDS);
      boolean stale = RouteFilter.text(context.queryParams(), "stale").equals("true");
      return new Wish(Snapshots.width(width), Duration.ofSeconds(age), stale);
    }
  }

  /// What is looked for, for whom.
  ///
  /// @param found takes the stream
  private record Search(
      RoutingContext context,
      PlayRequest asked,
      Wish wish,
      BiConsumer<StreamHub, Admission.Granted> found) {}

  /// Waits for a stream that asking has started.
  private final class Sought implements WaitingPlayers.Answer {
    private final Search search;

    Sought(Search search) {
      this.search = search;
    }

    @Override
    public void found(StreamHub hub, Admission.Granted by) {
      search.found().accept(hub, by);
    }

    @Override
    public void refused(Refusal refusal, String message) {
      if (refusal == Refusal.NOT_FOUND && search.wish().stale()) {
        // not there, or not for this one: the rights are asked alone
        streams.players().admit(search.asked(), new LetIn(search));
      } else {
        PlayRequests.refuse(search.context(), refusal, message);
      }
    }

    @Override
    public void waits(Runnable leave) {
      search.context().response().closeHandler(_ -> leave.run());
    }
  }

  /// Takes what is there, and starts nothing.
  private final class LetIn implements Decisions.Asker {
    private final Search search;

    LetIn(Search search) {
      this.search = search;
    }

    @Override
    public void decided(Admission.Settled decided) {
      switch (decided) {
        case Admission.Refused no ->
            PlayRequests.refuse(search.context(), no.refusal(), no.message());
        case Admission.Granted by -> letIn(by);
      }
    }

    private void letIn(Admission.Granted by) {
      StreamKey key = streams.players().resolve(search.asked().key());
      StreamHub hub = streams.find(key);
      Optional<Picture> last =
          search.wish().stale() && hub == null
              ? pictures.snapshots().last(key, search.wish().width())
              : Optional.empty();
      if (hub != null) {
        search.found().accept(hub, by);
      } else if (last.isPresent()) {
        send(search.context(), key, last.get(), search.wish());
      } else {
        Replies.problem(search.context(), 404, "no such stream: nothing is live on it");
      }
    }

    @Override
    public void waits(Runnable leave) {
      search.context().response().closeHandler(_ -> leave.run());
    }
  }

  private void picture(RoutingContext context, PlayRequest asked, Wish wish, StreamHub hub) {
    Admission.Refused crowded = streams.players().crowded(asked);
    if (crowded != null) {
      PlayRequests.refuse(context, crowded.refusal(), crowded.message());
      return;
    }
    when(
        context,
        pictures.snapshots().picture(hub, wish.width(), wish.maxAge()),
        picture -> send(context, hub.key(), picture, wish));
  }

  private void send(RoutingContext context, StreamKey key, Picture picture, Wish wish) {
    Duration age = Duration.ofNanos(pictures.nanoTime() - picture.madeNanos());
    long seconds = pictures.options().cache().toSeconds();
    PictureReplies.Form form =
        new PictureReplies.Form(
            "image/jpeg",
            picture.tag() + "-" + wish.width(),
            picture.captured(),
            age,
            cacheControl(key, seconds));
    PictureReplies.send(context, picture.jpeg(), form);
  }

  private void keyFrame(RoutingContext context, StreamHub hub) {
    String off = pictures.previewsOff(hub.key(), Guard.host(context.request()));
    if (off != null) {
      PlayRequests.refuse(context, Refusal.NOT_ALLOWED, off);
      return;
    }
    answerKeyFrame(context, hub, cacheControl(hub.key(), 0));
  }

  /// The latest key frame as an MP4 of one sample.
  void answerKeyFrame(RoutingContext context, StreamHub hub, String cacheControl) {
    when(
        context,
        pictures.frames().latest(hub),
        key -> {
          if (!SampleEntries.PLAYERS.carries(key.track().codec())) {
            String title = key.track().codec().title();
            Replies.problem(context, 404, title + " does not go into MP4; " + JPEG + " has it");
            return;
          }
          PictureReplies.send(
              context,
              OnePicture.write(key.track(), key.frame(), SampleEntries.PLAYERS),
              form(key, cacheControl));
        });
  }

  private PictureReplies.Form form(KeyFrame key, String cacheControl) {
    Duration age = Duration.ofNanos(pictures.nanoTime() - key.frame().receivedNanos());
    return new PictureReplies.Form("video/mp4", key.tag(), key.captured(), age, cacheControl);
  }

  /// What somebody is asked for, or looked at, is for whoever was let in alone: a cache between
  /// does neither.
  private String cacheControl(StreamKey key, long seconds) {
    String whose = isForAll.test(key) ? "public" : "private";
    return seconds == 0 ? whose + ", no-cache" : whose + ", max-age=" + seconds;
  }

  /// On the loop of the request.
  private static <T> void when(RoutingContext context, CompletableFuture<T> made, Consumer<T> use) {
    Context loop = context.vertx().getOrCreateContext();
    var _ =
        made.whenComplete((value, failure) ->
            loop.runOnContext(_ -> {
              if (context.response().closed()) {
                return;
              }
              if (failure == null) {
                use.accept(value);
              } else {
                PictureReplies.refuse(context, failure);
              }
            }));
  }
}
