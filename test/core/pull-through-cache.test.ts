import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { looksLikePullThroughCache } from '../../src/core/workload/pull-through-cache.ts';

it.each([
  // A rule's prefix, as ECR's console and guides propose it.
  'docker-hub/library/nginx',
  'ecr-public/nginx/nginx',
  'quay/prometheus/node-exporter',
  'kubernetes/pause',
  'github/org/app',
  'gitlab/group/app',
  'chainguard/nginx',
  // The registry's host anywhere, whole or in a word, its dots as they are or replaced.
  'mirror/docker.io/library/busybox',
  'cache-quay.io/prometheus/node-exporter',
  'platform/registry-1.docker.io/grafana/grafana',
  'ghcr-io/org/app',
  'infra/public-ecr-aws/x/y',
  'registry_k8s_io/pause',
  'k8sgcrio/pause',
  'acme/mcr.microsoft.com/dotnet/aspnet',
  'team/myregistry.azurecr.io/app',
  'registry.example.com/team/app',
  // Words for a cache or an upstream.
  'dockerhub/library/redis',
  'docker_hub/grafana/grafana',
  'nginx-cache/nginx',
  'mirror/app',
  'proxy/app',
  'team/pull-through/app',
  'ptc/alpine',
  // Any word, before a path that is an upstream's.
  'base/library/python',
  'external/bitnami/redis',
  'x/docker/library/alpine',
  'anything/aws-observability/aws-otel-collector',
  'library/nginx',
])('%s looks like a pull-through cache', (repository) => {
  expect(looksLikePullThroughCache(repository)).toBe(true);
});

it.each([
  'app',
  'team/app',
  'shop/web-proxy',
  'nginx-cache',
  'team/mirror',
  'platform/services/api',
  'payments/docker/base',
  'acme/gateway/app',
  'proxyless/app',
  'gcrypto/app',
  'team/throughput/app',
  'team/library',
  'web/socket.io',
  'grafana/dashboards',
  '',
])('%s looks like a repository of one\u2019s own', (repository) => {
  expect(looksLikePullThroughCache(repository)).toBe(false);
});

it('says nothing of a single name, since a rule\u2019s prefix ends at a slash', () => {
  fc.assert(
    fc.property(fc.string(), (name) => {
      expect(looksLikePullThroughCache(name.replaceAll('/', ''))).toBe(false);
    }),
  );
});
