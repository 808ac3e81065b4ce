package io.tidegate.gateway;

import io.tidegate.media.hub.SessionRegistry;
import io.tidegate.media.hub.StreamRegistry;
import io.vertx.core.Vertx;

/// Where streams come from, whom they go to, and what they run on.
record Streams(StreamRegistry streams, SessionRegistry sessions, VertxLoops loops, Vertx vertx) {}
