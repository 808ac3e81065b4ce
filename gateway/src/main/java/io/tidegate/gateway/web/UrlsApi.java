package io.tidegate.gateway.web;

import io.tidegate.gateway.access.AccessRequest.Action;
import io.tidegate.gateway.access.AddressRules;
import io.tidegate.gateway.access.SignedUrl;
import io.tidegate.gateway.access.SigningKey;
import io.tidegate.gateway.config.ConfigException;
import io.tidegate.gateway.store.SigningKeyStore;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/// `/api/v1/urls`: signs URLs, and keeps the keys that do; and the URLs of a stream as they are.
/// Event loops; the store waits elsewhere.
public final class UrlsApi {
  private static final String KEYS = "/api/v1/urls/keys";
  private static final String OF_KEYS = "GET, HEAD, OPTIONS, POST";
  private static final String OF_KEY = "OPTIONS, DELETE";

  /// A year and a day: what is meant for longer is an API token, which can be revoked by itself.
  private static final long MAX_SECONDS = 366L * 24 * 3_600;

  /// Of the key that is made when somebody signs before there is any.
  private static final String FIRST = "first";

  private final SigningKeyStore keys;
  private final OutputUrls outputs;
  private final Clock clock;

  public UrlsApi(SigningKeyStore keys, OutputUrls outputs, Clock clock) {
    this.keys = keys;
    this.outputs = outputs;
    this.clock = clock;
  }

  /// Below `/api/*`, which is where whoever may not is turned away.
  public void mount(Router router) {
    router.route("/api/v1/urls/sign").handler(context -> AccessApi.post(context, this::sign));
    ReadOnly.mount(router, "/api/v1/streams/:app/:name/urls", this::list);
    router.route(KEYS).handler(this::all);
    router.route(KEYS + "/:name").handler(this::one);
  }

  /// Where a stream is played and published, without anything that shows who may; also of one that
  /// is not live.
  private void list(RoutingContext context) {
    StreamKey key;
    try {
      key = StreamKey.parse(context.pathParam("app") + "/" + context.pathParam("name"));
    } catch (IllegalArgumentException notAKey) {
      Replies.problem(context, 404, String.valueOf(notAKey.getMessage()));
      return;
    }
    OutputUrls.Place place = OutputUrls.Place.of(context.request());
    Replies.json(
        context,
        new JsonObject()
            .put("key", key.toString())
            .put("play", object(outputs.of(Action.PLAY, key, Map.of(), place)))
            .put("publish", object(outputs.of(Action.PUBLISH, key, Map.of(), place))));
  }

  private static JsonObject object(Map<String, String> urls) {
    JsonObject json = new JsonObject();
    urls.forEach(json::put);
    return json;
  }

  /// What somebody wants to have signed.
  ///
  /// @param protocol null for all of them
  private record Wish(
      Action action,
      StreamKey key,
      Instant expires,
      String from,
      @Nullable String protocol,
      @Nullable SigningKey signer) {}

  private void sign(RoutingContext context, JsonObject body) throws ConfigException {
    Caller caller = Caller.of(context);
    Wish wish = wish(body, caller);
    if (!caller.sees(wish.key()) || !caller.sees(outputs.meant(wish.key()))) {
      Replies.problem(
          context, 403, "this needs rights on " + wish.key() + ", not only on " + caller.scope());
      return;
    }
    StoreReplies.when(context, signer(wish, caller), key -> answer(context, wish, key));
  }

  private Wish wish(JsonObject body, Caller caller) throws ConfigException {
    Fields fields =
        new Fields(body, Set.of("path", "action", "seconds", "protocol", "address", "key"));
    StreamKey key = key(fields);
    Action action =
        switch (fields.text("action")) {
          case "publish" -> Action.PUBLISH;
          case "play" -> Action.PLAY;
          default -> {
            fields.wrong("action", "expected publish or play");
            yield Action.PLAY;
          }
        };
    long seconds = fields.whole("seconds", 1, MAX_SECONDS);
    Instant expires = clock.instant().plusSeconds(seconds).truncatedTo(ChronoUnit.SECONDS);
    Instant own = caller.principal().until();
    if (own != null && expires.isAfter(own)) {
      fields.wrong("seconds", "expected no longer than the own rights last, until " + own);
    }
    String from = network(fields);
    String name = fields.optionalText("key");
    SigningKey signer = name == null ? null : keys.keys().get(name);
    if (name != null && signer == null) {
      fields.wrong("key", "there is none of that name");
    }
    String protocol = fields.optionalText("protocol");
    Wish wish = new Wish(action, key, expires, from, protocol, signer);
    if (protocol != null && !labels(action).test(protocol)) {
      fields.wrong("protocol", "expected one in which this can be done, such as rtmp");
    }
    fields.check();
    return wish;
  }

  private static Predicate<String> labels(Action action) {
    Set<String> publishing = Set.of("rtmp", "rtsp", "srt");
    Set<String> playing = Set.of("http-flv", "ws-flv", "hls", "dash", "http-ts", "http-fmp4");
    return label ->
        publishing.contains(label) || (action == Action.PLAY && playing.contains(label));
  }

  private static StreamKey key(Fields fields) {
    try {
      return StreamKey.parsePattern(fields.text("path"));
    } catch (IllegalArgumentException notAKey) {
      fields.wrong("path", String.valueOf(notAKey.getMessage()));
      return new StreamKey(StreamKey.DEFAULT_APP, "x");
    }
  }

  private static String network(Fields fields) {
    String text = fields.optionalText("address");
    try {
      return text == null ? "" : AddressRules.networks(text).getFirst().toString();
    } catch (IllegalArgumentException | NoSuchElementException notOne) {
      fields.wrong("address", "expected an address, or a network such as 192.0.2.0/24");
      return "";
    }
  }

  /// The key that was named, the newest one, or the first one of all, made now.
  private CompletableFuture<SigningKey> signer(Wish wish, Caller caller) {
    SigningKey named = wish.signer() == null ? keys.newest().orElse(null) : wish.signer();
    return named == null
        ? keys.add(SigningKey.make(FIRST, now(), caller.principal().toString()))
        : CompletableFuture.completedFuture(named);
  }

  private void answer(RoutingContext context, Wish wish, SigningKey signer) {
    StreamKey signedFor = wish.key().isPattern() ? wish.key() : outputs.meant(wish.key());
    SignedUrl url =
        new SignedUrl(
            wish.action(), signedFor, wish.expires().getEpochSecond(), wish.from(), signer.name());
    Map<String, String> parameters = url.parameters(signer);
    JsonObject urls = new JsonObject();
    if (!wish.key().isPattern()) {
      outputs
          .of(wish.action(), wish.key(), parameters, OutputUrls.Place.of(context.request()))
          .forEach((label, address) -> {
            if (wish.protocol() == null || wish.protocol().equals(label)) {
              urls.put(label, address);
            }
          });
    }
    Replies.json(
        context,
        new JsonObject()
            .put("action", wish.action().label())
            .put("path", wish.key().toString())
            .put("expires", wish.expires().toString())
            .put("address", wish.from().isEmpty() ? null : wish.from())
            .put("key", signer.name())
            .put("query", OutputUrls.query(parameters))
            .put("urls", urls));
  }

  private void all(RoutingContext context) {
    switch (context.request().method().name()) {
      case "GET", "HEAD" -> Replies.json(context, AccountJson.list(sorted(), UrlsApi::json));
      case "POST" -> AccessApi.read(context, this::create);
      case "OPTIONS" -> UsersApi.options(context, OF_KEYS);
      default -> Replies.methodNotAllowed(context, OF_KEYS);
    }
  }

  /// The newest one first, which is the one that signs.
  private List<SigningKey> sorted() {
    return keys.keys().values().stream()
        .sorted(
            Comparator.comparing(SigningKey::created).thenComparing(SigningKey::name).reversed())
        .toList();
  }

  private static JsonObject json(SigningKey key) {
    return new JsonObject()
        .put("name", key.name())
        .put("created", key.created().toString())
        .put("createdBy", key.by());
  }

  private void create(RoutingContext context, JsonObject body) throws ConfigException {
    Fields fields = new Fields(body, Set.of("name", "secret"));
    String name = fields.text("name");
    String secret = fields.optionalText("secret");
    if (!name.isEmpty() && !SigningKey.isName(name)) {
      fields.wrong("name", SigningKey.NAME_EXPECTED);
    }
    if (secret != null && !SigningKey.isSecret(secret)) {
      fields.wrong("secret", SigningKey.SECRET_EXPECTED);
    }
    fields.check();
    String by = Caller.of(context).principal().toString();
    SigningKey key =
        secret == null ? SigningKey.make(name, now(), by) : new SigningKey(name, secret, now(), by);
    StoreReplies.when(
        context,
        keys.add(key),
        made -> {
          context.response().setStatusCode(201);
          Replies.json(context, json(made).put("secret", made.secret()));
        });
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  private void one(RoutingContext context) {
    switch (context.request().method().name()) {
      case "DELETE" ->
          StoreReplies.when(
              context,
              keys.remove(Caller.of(context).principal().toString(), context.pathParam("name")),
              _ -> context.response().setStatusCode(204).end());
      case "OPTIONS" -> UsersApi.options(context, OF_KEY);
      default -> Replies.methodNotAllowed(context, OF_KEY);
    }
  }
}
