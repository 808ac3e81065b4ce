package io.tidegate.gateway.notify;

import io.tidegate.gateway.webhook.Delivery.Outcome;
import io.tidegate.gateway.webhook.Webhook;
import io.tidegate.media.Nullable;
import java.time.Instant;

/// A webhook and how it fares. Immutable snapshot.
///
/// @param waiting messages that were not taken yet
/// @param receipts messages taken since the start
/// @param failures attempts without a receipt since the start
/// @param dropped messages that were too old or too many, since the start
/// @param last attempt, null before the first since the start
/// @param failingSince null while it is well
public record WebhookView(
    Webhook webhook,
    long waiting,
    long receipts,
    long failures,
    long dropped,
    @Nullable Outcome last,
    @Nullable Instant failingSince) {}
