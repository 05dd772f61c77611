output "endpoint_ids" {
  description = "Ids of the VPC endpoints by service, those included that were there before."
  value = {
    "ecr.api" = "vpce-0eeeeeeeeeeeeeee3"
    "ecr.dkr" = "vpce-0ddddddddddddddd1"
    "s3"      = "vpce-0ccccccccccccccc2"
    "s3/2"    = "vpce-0aaaaaaaaaaaaaaa4"
  }
}

output "s3_prefix_list_id" {
  description = "Id of the prefix list of S3: security groups that restrict egress must let 443/tcp out to it."
  value       = data.aws_prefix_list.s3.id
}
