/// Buckets of servers that speak S3's REST API: signatures, uploads in parts, comparison.
package io.tidegate.gateway.storage.s3;
