"""Accepted resources of content delivery, routes and recovery, for tests/aws_resources.py."""

from collections.abc import Mapping

_ACCOUNT = "000000000000"
_KEY = f"arn:aws:kms:us-west-2:{_ACCOUNT}:key/1"
_TARGETS = f"arn:aws:elasticloadbalancing:us-east-1:{_ACCOUNT}:targetgroup/api"
_DISTRIBUTION = f"arn:aws:cloudfront::{_ACCOUNT}:distribution/E1"
_BEHAVIOR = {
    "targetOriginId": "files",
    "viewerProtocolPolicy": "redirect-to-https",
    "allowedMethods": ["GET", "HEAD"],
    "cachedMethods": ["GET", "HEAD"],
    "cachePolicyId": "658327ea-f89d-4fab-a63d-7e88639e58f6",
}
_NOTHING = {
    "cookiesConfig": {"cookieBehavior": "none"},
    "headersConfig": {"headerBehavior": "none"},
    "queryStringsConfig": {"queryStringBehavior": "none"},
    "enableAcceptEncodingGzip": True,
}

RESOURCES: Mapping[str, Mapping[str, object]] = {
    "aws:cloudfront/distribution:Distribution": {
        "enabled": True,
        "comment": "shop",
        "aliases": ["shop.example.com"],
        "priceClass": "PriceClass_100",
        "httpVersion": "http2and3",
        "webAclId": f"arn:aws:wafv2:us-east-1:{_ACCOUNT}:global/webacl/shop/1",
        "viewerCertificate": {
            "acmCertificateArn": f"arn:aws:acm:us-east-1:{_ACCOUNT}:certificate/1",
            "minimumProtocolVersion": "TLSv1.3_2025",
            "sslSupportMethod": "sni-only",
        },
        "restrictions": {"geoRestriction": {"restrictionType": "none"}},
        "origins": [
            {"originId": "files", "domainName": "files.s3.us-east-1.amazonaws.com", "originAccessControlId": "E2"},
            {
                "originId": "api",
                "domainName": "internal-api.us-east-1.elb.amazonaws.com",
                "vpcOriginConfig": {"vpcOriginId": "vo_1", "originReadTimeout": 30},
            },
        ],
        "defaultCacheBehavior": _BEHAVIOR,
        "orderedCacheBehaviors": [{"pathPattern": "/static/*", **_BEHAVIOR}],
    },
    "aws:cloudfront/vpcOrigin:VpcOrigin": {
        "vpcOriginEndpointConfig": {
            "name": "shop",
            "arn": f"arn:aws:elasticloadbalancing:us-east-1:{_ACCOUNT}:loadbalancer/app/api/1",
            "httpPort": 80,
            "httpsPort": 443,
            "originProtocolPolicy": "https-only",
            "originSslProtocols": {"items": ["TLSv1.2"], "quantity": 1},
        }
    },
    "aws:cloudfront/originAccessControl:OriginAccessControl": {
        "name": "shop",
        "originAccessControlOriginType": "s3",
        "signingBehavior": "always",
        "signingProtocol": "sigv4",
    },
    "aws:cloudfront/cachePolicy:CachePolicy": {
        "name": "static",
        "minTtl": 0,
        "defaultTtl": 86400,
        "maxTtl": 31536000,
        "parametersInCacheKeyAndForwardedToOrigin": _NOTHING,
    },
    "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy": {
        "name": "headers",
        "securityHeadersConfig": {
            "frameOptions": {"frameOption": "DENY", "override": True},
            "strictTransportSecurity": {"accessControlMaxAgeSec": 31536000, "override": True},
        },
    },
    "aws:cloudwatch/logDeliverySource:LogDeliverySource": {
        "name": "shop",
        "logType": "ACCESS_LOGS",
        "resourceArn": _DISTRIBUTION,
    },
    "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination": {
        "name": "shop",
        "outputFormat": "json",
        "deliveryDestinationConfiguration": {"destinationResourceArn": "arn:aws:s3:::logs"},
    },
    "aws:cloudwatch/logDelivery:LogDelivery": {
        "deliverySourceName": "shop",
        "deliveryDestinationArn": f"arn:aws:logs:us-east-1:{_ACCOUNT}:delivery-destination:shop",
    },
    "aws:shield/protection:Protection": {"name": "shop", "resourceArn": _DISTRIBUTION},
    "aws:lb/listenerRule:ListenerRule": {
        "listenerArn": f"arn:aws:elasticloadbalancing:us-east-1:{_ACCOUNT}:listener/app/api/1/2",
        "priority": 10,
        "actions": [
            {
                "type": "forward",
                "forward": {
                    "targetGroups": [
                        {"arn": f"{_TARGETS}/0123456789abcdef", "weight": 100},
                        {"arn": f"{_TARGETS}/fedcba9876543210", "weight": 0},
                    ]
                },
            }
        ],
        "conditions": [{"pathPattern": {"values": ["/api/*"]}}],
    },
    "aws:s3/bucketReplicationConfig:BucketReplicationConfig": {
        "bucket": "files",
        "role": f"arn:aws:iam::{_ACCOUNT}:role/replication",
        "rules": [
            {
                "id": "everything",
                "status": "Enabled",
                "priority": 0,
                "filter": {"prefix": ""},
                "deleteMarkerReplication": {"status": "Enabled"},
                "sourceSelectionCriteria": {"sseKmsEncryptedObjects": {"status": "Enabled"}},
                "destination": {
                    "bucket": "arn:aws:s3:::replica",
                    "encryptionConfiguration": {"replicaKmsKeyId": _KEY},
                    "replicationTime": {"status": "Enabled", "time": {"minutes": 15}},
                    "metrics": {"status": "Enabled", "eventThreshold": {"minutes": 15}},
                },
            }
        ],
    },
    "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication": {
        "sourceDbInstanceArn": f"arn:aws:rds:us-east-1:{_ACCOUNT}:db:shop",
        "retentionPeriod": 7,
        "kmsKeyId": _KEY,
    },
    "aws:ssm/parameter:Parameter": {
        "name": "/shop/production/database-url",
        "description": "Where the data is",
        "type": "SecureString",
        "value": "postgresql://database",
        "keyId": _KEY,
    },
    "aws:resourcegroups/group:Group": {
        "name": "shop",
        "description": "Everything of the shop",
        "resourceQuery": {"type": "TAG_FILTERS_1_0", "query": "{}"},
    },
    "aws:applicationinsights/application:Application": {"resourceGroupName": "shop"},
}
